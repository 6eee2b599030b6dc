package dev.sluice.plugin.health.http;

import com.google.re2j.Pattern;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request, and what response is expected.
 *
 * @param host null for the name or address of the server
 * @param headers by name, besides those of framing
 * @param body what the body must hold; null for anything
 */
record HttpQuestion(
    String method,
    String path,
    @Nullable String host,
    Map<String, String> headers,
    List<StatusRange> statuses,
    @Nullable Pattern body) {

  /** The request, for a server that has no name of its own here. */
  Buffer request(String fallback) {
    StringBuilder text = new StringBuilder();
    text.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(host == null ? fallback : host).append("\r\n");
    text.append("Connection: close\r\n");
    if (method.equals("POST") || method.equals("PUT") || method.equals("PATCH")) {
      text.append("Content-Length: 0\r\n");
    }
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    text.append("\r\n");
    return Buffer.buffer(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  boolean head() {
    return method.equals("HEAD");
  }

  boolean expects(int status) {
    return statuses.stream().anyMatch(range -> range.holds(status));
  }

  String expected() {
    return statuses.stream().map(StatusRange::toString).collect(Collectors.joining(", "));
  }
}
