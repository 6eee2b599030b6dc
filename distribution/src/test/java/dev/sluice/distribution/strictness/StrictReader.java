package dev.sluice.distribution.strictness;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages as a careful sender writes them (RFC 9112), and nothing else: lines end with CRLF;
 * a request has one Host; a body has Content-Length or is in chunks, never both; chunks have no
 * extensions; what is for one connection only is not passed on. It shares no code with the proxy.
 *
 * <p>Ends with a {@link Violation}, or an {@link EOFException} in the middle of a message.
 */
final class StrictReader {

  private static final int LONGEST_LINE = 1 << 17;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("[A-Z_-]+ (/[!-~&&[^#]]*|\\*) HTTP/1\\.[01]");
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.1 [1-5][0-9][0-9] [\t -~\u0080-\u00ff]*");
  private static final Pattern FIELD =
      Pattern.compile(TOKEN + ": ?([!-~\u0080-\u00ff]([\t -~\u0080-\u00ff]*[!-~\u0080-\u00ff])?)?");
  private static final Pattern HOST =
      Pattern.compile("([0-9A-Za-z._-]+|\\[[0-9A-Fa-f:.]+])?(:[0-9]{0,5})?");
  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern SIZE = Pattern.compile("0|[1-9A-Fa-f][0-9A-Fa-f]{0,12}");
  private static final List<String> ONE_HOP =
      List.of("keep-alive", "proxy-connection", "te", "http2-settings", "proxy-authorization");
  private static final List<String> NO_TRAILERS =
      List.of("content-length", "transfer-encoding", "host", "connection", "trailer", "te");

  private final InputStream in;
  private final StringBuilder raw = new StringBuilder();

  StrictReader(InputStream in) {
    this.in = in;
  }

  /** What was read of the message so far. */
  String raw() {
    return raw.toString();
  }

  /** Reads to the end of a head that was found to be no good, for {@link #raw()}. */
  void skipHead() {
    try {
      while (raw.length() < LONGEST_LINE && raw.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        raw.append((char) next);
      }
    } catch (IOException e) {
      // What was read has to do.
    }
  }

  /** The next request; null if there is none. */
  @Nullable Message request() throws IOException {
    Message head = head(REQUEST_LINE);
    if (head == null) {
      return null;
    }
    List<String> hosts = values(head, "host");
    require(hosts.size() == 1, "Host comes " + hosts.size() + " times");
    require(HOST.matcher(hosts.getFirst()).matches(), "Host: " + hosts.getFirst());
    return body(head, false);
  }

  /**
   * The next response; null if there is none.
   *
   * @param bodiless whether it answers HEAD
   */
  @Nullable Message response(boolean bodiless) throws IOException {
    Message head = head(STATUS_LINE);
    if (head == null) {
      return null;
    }
    int status = head.status();
    if (bodiless || status < 200 || status == 204 || status == 304) {
      return head;
    }
    return body(head, true);
  }

  private @Nullable Message head(Pattern firstLine) throws IOException {
    raw.setLength(0);
    int first = in.read();
    if (first < 0) {
      return null;
    }
    raw.append((char) first);
    String line = line();
    require(firstLine.matcher(line).matches(), "first line: " + line);
    List<String> fields = fields();
    Message head = new Message(line, fields, "");
    List<String> connection = values(head, "connection");
    require(connection.size() <= 1, "Connection comes twice");
    require(
        connection.isEmpty()
            || connection.getFirst().toLowerCase(Locale.ROOT).matches("close|keep-alive|upgrade"),
        "Connection: " + connection);
    boolean upgrade = connection.stream().anyMatch("upgrade"::equalsIgnoreCase);
    require(values(head, "upgrade").size() == (upgrade ? 1 : 0), "Upgrade without Connection");
    require(!values(head, "upgrade").contains("h2c"), "Upgrade: h2c");
    for (String name : ONE_HOP) {
      require(values(head, name).isEmpty(), name + " is for one connection");
    }
    return head;
  }

  private Message body(Message head, boolean untilClose) throws IOException {
    List<String> lengths = values(head, "content-length");
    List<String> encodings = values(head, "transfer-encoding");
    require(lengths.size() + encodings.size() <= 1, "Content-Length " + lengths + encodings);
    for (String name : List.of("content_length", "transfer_encoding")) {
      require(values(head, name).isEmpty(), name);
    }
    String body = "";
    if (!encodings.isEmpty()) {
      require(encodings.getFirst().equalsIgnoreCase("chunked"), "Transfer-Encoding: " + encodings);
      require(head.line().contains("HTTP/1.1"), "Transfer-Encoding in HTTP/1.0");
      body = chunks();
    } else if (!lengths.isEmpty()) {
      require(LENGTH.matcher(lengths.getFirst()).matches(), "Content-Length: " + lengths);
      body = data(Long.parseLong(lengths.getFirst()));
    } else if (untilClose) {
      body = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
    return new Message(head.line(), head.fields(), body);
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      raw.append('\n');
      int start = raw.length();
      String size = line(start);
      require(SIZE.matcher(size).matches(), "chunk size: " + size);
      if (size.equals("0")) {
        Message trailer = new Message("", fields(), "");
        for (String name : NO_TRAILERS) {
          require(values(trailer, name).isEmpty(), name + " as trailer");
        }
        return body.toString();
      }
      body.append(data(Long.parseLong(size, 16)));
      require(next() == '\r' && next() == '\n', "chunk data without CRLF");
    }
  }

  private String data(long length) throws IOException {
    byte[] bytes = in.readNBytes((int) Math.min(length, Integer.MAX_VALUE - 8));
    if (bytes.length < length) {
      throw new EOFException("in a body");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private List<String> fields() throws IOException {
    List<String> fields = new ArrayList<>();
    while (true) {
      String line = line(raw.length());
      if (line.isEmpty()) {
        return fields;
      }
      require(FIELD.matcher(line).matches(), "field: " + line);
      fields.add(line);
    }
  }

  /** The first line, of which a byte was read. */
  private String line() throws IOException {
    return line(0);
  }

  private String line(int start) throws IOException {
    while (true) {
      int end = raw.length() - 1;
      if (end > start && raw.charAt(end) == '\n' && raw.charAt(end - 1) == '\r') {
        String line = raw.substring(start, end - 1);
        require(!line.contains("\r") && !line.contains("\n"), "line end other than CRLF");
        return line;
      }
      require(raw.length() - start < LONGEST_LINE, "a line without end");
      raw.append(next());
    }
  }

  private char next() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("in a message");
    }
    return (char) next;
  }

  private static List<String> values(Message head, String name) {
    return head.fields().stream()
        .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(field -> field.substring(name.length() + 1).strip())
        .toList();
  }

  private static void require(boolean kept, String what) throws Violation {
    if (!kept) {
      throw new Violation(what.length() > 120 ? what.substring(0, 120) : what);
    }
  }
}
