package dev.sluice.runtime.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.HeadParser;
import dev.sluice.runtime.http.Heads;
import dev.sluice.runtime.http.Mutants;
import dev.sluice.runtime.http.response.ResponseHead;
import dev.sluice.runtime.http.response.ResponseParser;
import dev.sluice.runtime.http.response.Responses;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HeadWriterPropertyTest {

  private static final List<String> REQUESTS =
      List.of(
          Heads.CURL,
          Heads.CHROME,
          Heads.UPLOAD,
          Heads.with("Connection: close, x-a", "X-A:1", "X_Forwarded_For: x", "TE: trailers"),
          Heads.with("Transfer-Encoding: chunked", "Connection: upgrade", "Upgrade: h2c, foo"),
          Heads.request("GET http://a.test:80/x?y HTTP/1.1", "Host: a.test", "Empty:", "B: c \t"),
          Heads.request("OPTIONS * HTTP/1.1", "Accept: */*", "Host: [2001:db8::1]:443"));

  private static final List<String> RESPONSES =
      List.of(
          Responses.response("HTTP/1.1 200 OK", "Content-Length: 615", "ETag: \"5f\""),
          Responses.response("HTTP/1.1 204"),
          Responses.response("HTTP/1.0 302 Moved  now", "Location:/x", "Connection: location"),
          Responses.response("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Keep-Alive: 5"),
          Responses.response("HTTP/1.1 101 X", "Connection: Upgrade", "Upgrade: websocket"));

  private final HeadWriter writer = new HeadWriter();

  @Provide
  Arbitrary<byte[]> requests() {
    return Mutants.of(REQUESTS);
  }

  @Provide
  Arbitrary<byte[]> responses() {
    return Mutants.of(RESPONSES);
  }

  private record Added(String value) implements FieldEdits {

    @Override
    public void append(FieldSection fields, FieldSink sink) {
      sink.add("X-Added", value);
      sink.add(new FieldLine("X-Line", value));
    }
  }

  private static void assertOnlyWholeLines(String text) {
    assertThat(text).endsWith("\r\n\r\n");
    assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
  }

  private static List<String> lines(FieldSection fields) {
    List<String> lines = new ArrayList<>();
    for (int field = 0; field < fields.count(); field++) {
      lines.add(fields.name(field) + ": " + fields.value(field));
    }
    return lines;
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
  }

  @Property(tries = 3000)
  void writtenRequest_isReadAsTheSameRequest(
      @ForAll("requests") byte[] bytes, @ForAll ConnectionField connection, @ForAll String value) {
    HeadParser parser = new HeadParser();
    parser.parse(ByteBuffer.wrap(bytes));
    Head head = parser.head();
    if (head == null) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    assertThat(writer.request(buffer, head, connection, new Added(value))).isTrue();
    String text = text(buffer);
    assertOnlyWholeLines(text);
    if (head.host() == null) {
      return;
    }
    Head again = Heads.head(text);
    assertThat(again).hasToString(head.method() + " " + head.pathAndQuery() + " HTTP/1.1");
    assertThat(again.host()).isEqualTo(head.host());
    assertThat(again.header("host")).hasSize(1);
    assertThat(again.contentLength()).isEqualTo(head.contentLength());
    assertThat(again.chunked()).isEqualTo(head.chunked());
    assertThat(again.header("x-added")).hasSizeGreaterThanOrEqualTo(1);
    assertFieldsKept(head.fields(), again.fields());
  }

  @Property(tries = 3000)
  void writtenResponse_isReadAsTheSameResponse(
      @ForAll("responses") byte[] bytes, @ForAll ConnectionField connection, @ForAll String value) {
    ResponseParser parser = new ResponseParser();
    parser.parse(ByteBuffer.wrap(bytes));
    ResponseHead head = parser.head();
    if (head == null) {
      return;
    }
    long body = head.chunked() ? HeadWriter.CHUNKED : head.contentLength();
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    assertThat(writer.response(buffer, head, body, connection, new Added(value))).isTrue();
    String text = text(buffer);
    assertOnlyWholeLines(text);
    ResponseHead again = Responses.head(text);
    boolean bodiless = head.status() < 200 || head.status() == 204;
    assertThat(again.status()).isEqualTo(head.status());
    assertThat(again.reason()).isEqualTo(head.reason());
    assertThat(again.contentLength()).isEqualTo(bodiless ? -1 : head.contentLength());
    assertThat(again.chunked()).isEqualTo(head.chunked() && !bodiless);
    assertFieldsKept(head.fields(), again.fields());
  }

  /** Nothing is there that was not, but what the writer adds, and the order is the same. */
  private static void assertFieldsKept(FieldSection sent, FieldSection written) {
    List<String> kept = lines(written);
    kept.removeIf(
        line -> line.matches("(?is)(host|content-length|transfer-encoding|x-added|x-line): .*"));
    kept.removeIf(line -> line.matches("(?is)(connection|upgrade): .*"));
    if (!kept.isEmpty()) {
      assertThat(lines(sent)).containsSubsequence(kept);
    }
    for (String name : new String[] {"te", "keep-alive", "x_forwarded_for", "http2-settings"}) {
      assertThat(written.has(name)).isFalse();
    }
    assertThat(written.values("upgrade")).doesNotContain("h2c").hasSizeLessThan(2);
    assertThat(written.values("connection")).hasSizeLessThan(2);
  }
}
