package dev.sluice.runtime.http.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.Heads;
import dev.sluice.runtime.http.response.Responses;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadWriterTest {

  private static String request(String head) {
    return request(head, ConnectionField.NONE, FieldEdits.NONE);
  }

  private static String request(String head, ConnectionField connection, FieldEdits edits) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(32 * 1024);
    assertThat(new HeadWriter().request(buffer, Heads.head(head), connection, edits)).isTrue();
    return text(buffer);
  }

  private static String response(String head, long body, ConnectionField connection) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(32 * 1024);
    HeadWriter writer = new HeadWriter();
    assertThat(writer.response(buffer, Responses.head(head), body, connection, FieldEdits.NONE))
        .isTrue();
    return text(buffer);
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
  }

  /** An edit that adds one field. */
  private static FieldEdits adding(String name, String value) {
    return new FieldEdits() {
      @Override
      public void append(FieldSection fields, FieldSink sink) {
        sink.add(name, value);
      }
    };
  }

  @Test
  void canonicalRequest_staysWhatItIs() {
    assertThat(request(Heads.CURL)).isEqualTo(Heads.CURL);
    assertThat(request(Heads.CHROME))
        .isEqualTo(Heads.CHROME.replace("Connection: keep-alive\r\n", ""));
  }

  @Test
  void request_isMadeCanonical() {
    String head =
        Heads.request(
            "POST http://A.test:8080?q HTTP/1.0",
            "b:1",
            "B:\t 2 \t",
            "hOST: a.test:8080",
            "content-length:  7",
            "C:",
            "D: e");
    String written =
        Heads.request(
            "POST /?q HTTP/1.1",
            "Host: A.test:8080",
            "b: 1",
            "B: 2",
            "C: ",
            "D: e",
            "Content-Length: 7");
    assertThat(request("\r\n" + head)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({
    "GET http://a.test HTTP/1.1,GET / HTTP/1.1",
    "GET http://a.test/x?y HTTP/1.1,GET /x?y HTTP/1.1",
    "GET //x HTTP/1.1,GET //x HTTP/1.1",
    "OPTIONS * HTTP/1.1,OPTIONS * HTTP/1.1",
    "OPTIONS http://a.test HTTP/1.1,OPTIONS * HTTP/1.1",
    "OPTIONS http://a.test?x HTTP/1.1,OPTIONS /?x HTTP/1.1",
    "OPTIONS http://a.test/ HTTP/1.1,OPTIONS / HTTP/1.1",
  })
  void target_becomesOriginForm(String line, String written) {
    assertThat(request(Heads.request(line, "Host: a.test")))
        .isEqualTo(Heads.request(written, "Host: a.test"));
  }

  @Test
  void host_isTheClients_orEmptyIfThereIsNone_orWhatEditsSay() {
    assertThat(request("GET / HTTP/1.0\r\n\r\n")).contains("\r\nHost: \r\n");
    assertThat(request(Heads.request("GET http://[::1]:80/ HTTP/1.0", "A: b")))
        .isEqualTo(Heads.request("GET / HTTP/1.1", "Host: [::1]:80", "A: b"));
    FieldEdits other =
        new FieldEdits() {
          @Override
          public String host() {
            return "b.test\r\nX: y";
          }
        };
    assertThat(request(Heads.CURL, ConnectionField.NONE, other))
        .contains("\r\nHost: b.test  X: y\r\n")
        .doesNotContain("a.test");
  }

  @Test
  void chunkedRequest_saysSoOnceAndInTheOneForm() {
    assertThat(request(Heads.with("transfer-encoding: CHUNKED", "Trailer: X")))
        .isEqualTo(Heads.with("Trailer: X", "Transfer-Encoding: chunked"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: keep-alive",
        "Keep-Alive: timeout=5",
        "Proxy-Connection: keep-alive",
        "TE: gzip",
        "TE: trailers",
        "Upgrade: websocket",
        "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
        "Proxy-Authorization: Basic eDp5",
        "proxy-authenticate: Basic",
        "X_Forwarded_For: 1.2.3.4",
        "x_forwarded-proto: https",
        "X-Forwarded-Client_Cert: x",
      })
  void fieldOfOneHop_orForgedTwin_isLeftOut(String line) {
    assertThat(request(Heads.with("A: b", line, "C: d"))).isEqualTo(Heads.with("A: b", "C: d"));
  }

  @Test
  void fieldsThatConnectionNames_areLeftOut_butNeverHostFramingAndForwarding() {
    String head =
        Heads.with(
            "Connection: close, X-Forwarded-For, X-Real-IP, Host, Cookie, Content-Length",
            "connection: ,Transfer-Encoding,Forwarded, x-a",
            "X-Forwarded-For: 192.0.2.1",
            "Forwarded: for=192.0.2.1",
            "X-Real-IP: 192.0.2.1",
            "COOKIE: a=b",
            "Content-Length: 3",
            "X-A: 1",
            "X-Ab: 2");
    String written =
        Heads.with(
            "X-Forwarded-For: 192.0.2.1",
            "Forwarded: for=192.0.2.1",
            "X-Ab: 2",
            "Content-Length: 3");
    assertThat(request(head)).isEqualTo(written);
  }

  @Test
  void thousandsOfConnectionOptions_areAllHeeded() {
    String fields = "b: 1\r\n".repeat(90) + "a: 2\r\nB: 3\r\nx: 4";
    String head = Heads.with("Connection: " + "c,".repeat(7000) + "x, a", fields);
    assertThat(request(head)).isEqualTo(Heads.with("b: 1\r\n".repeat(90) + "B: 3"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "websocket|websocket",
        "h2c, WebSocket/13, foo|WebSocket/13",
        "H2C,,foo|foo",
        "a b, foo|foo",
      })
  void upgrade_isTheFirstProtocolThatIsNotHttp2(String protocols, String first) {
    String head = Heads.with("Connection: Upgrade, HTTP2-Settings", "Upgrade: " + protocols);
    assertThat(Heads.head(head).upgrades()).isTrue();
    assertThat(request(head, ConnectionField.UPGRADE, FieldEdits.NONE))
        .isEqualTo(Heads.with("Upgrade: " + first, "Connection: upgrade"));
    assertThat(request(head)).doesNotContainIgnoringCase("upgrade");
  }

  @Test
  void upgradeToHttp2_isNeverWritten() {
    String head = Heads.with("Connection: upgrade", "A: b", "Upgrade: h2c", "upgrade: H2c");
    assertThat(Heads.head(head).upgrades()).isFalse();
    assertThat(request(head, ConnectionField.UPGRADE, FieldEdits.NONE))
        .isEqualTo(Heads.with("A: b"));
  }

  @Test
  void requestsKeepAlive_isTheVersionsUnlessTheOptionsSayOtherwise() {
    assertThat(Heads.head(Heads.CURL).keepsAlive()).isTrue();
    assertThat(Heads.head(Heads.with("Connection: x,CLOSE")).keepsAlive()).isFalse();
    assertThat(Heads.head("GET / HTTP/1.0\r\n\r\n").keepsAlive()).isFalse();
    assertThat(Heads.head("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keepsAlive())
        .isTrue();
  }

  @Test
  void edits_removeAndAdd() {
    FieldEdits edits =
        new FieldEdits() {
          @Override
          public boolean removes(FieldSection fields, int field) {
            return fields.isNamed(field, "accept");
          }

          @Override
          public void append(FieldSection fields, FieldSink sink) {
            sink.add("X-Accept", fields.values("accept").getFirst());
            sink.add(new FieldLine("X-B", "c"));
          }
        };
    assertThat(request(Heads.CURL, ConnectionField.CLOSE, edits))
        .endsWith("curl/8.5.0\r\nX-Accept: */*\r\nX-B: c\r\nConnection: close\r\n\r\n");
  }

  @Test
  void addedValue_cannotBeginAnotherLine() {
    String written =
        request(
            Heads.CURL, ConnectionField.NONE, adding("X", "a\r\nB: c\nD\0\u007f\u20ac\u00e4\t"));
    assertThat(written).endsWith("\r\nX: a  B: c D  ?\u00e4\t\r\n\r\n");
    assertThat(new FieldLine("X", "a\r\nb\0").bytes()).asString().isEqualTo("X: a  b \r\n");
    assertThat(new FieldLine("X", "a").with("b\nc").bytes()).asString().isEqualTo("X: b c\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a:", "a\r\nb", "\u00e4", "\u0141", "Host", "Content-length", "TE"})
  void addedName_thatIsNoTokenOrTheWritersOwn_isRefused_andNothingIsWritten(String name) {
    ByteBuffer buffer = ByteBuffer.allocate(1000);
    HeadWriter writer = new HeadWriter();
    assertThatThrownBy(() ->
            writer.request(buffer, Heads.head(Heads.CURL), ConnectionField.NONE, adding(name, "x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(buffer.position()).isZero();
    assertThatThrownBy(() -> new FieldLine(name, "x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bufferTooSmall_isSaid_andStaysAsItWas() {
    HeadWriter writer = new HeadWriter();
    FieldEdits edits = adding("X", "y");
    String whole = "12" + request(Heads.CHROME, ConnectionField.CLOSE, edits);
    for (int size = 2; size <= whole.length(); size++) {
      ByteBuffer buffer = ByteBuffer.allocate(size).put(Heads.bytes("12"));
      boolean written =
          writer.request(buffer, Heads.head(Heads.CHROME), ConnectionField.CLOSE, edits);
      assertThat(written).isEqualTo(size == whole.length());
      assertThat(buffer.position()).isEqualTo(written ? size : 2);
    }
  }

  @Test
  void response_isMadeCanonical() {
    String head =
        Responses.response(
            "HTTP/1.0 404 Not Found",
            "Content-Type:text/plain",
            "Connection: keep-alive, X-A",
            "Keep-Alive: timeout=5",
            "X-A: b",
            "Proxy-Authenticate: Basic",
            "content-length: 12",
            "Set-Cookie: a=b",
            "Set-Cookie: c=d");
    String[] fields = {"Content-Type: text/plain", "Set-Cookie: a=b", "Set-Cookie: c=d"};
    String start = "HTTP/1.1 404 Not Found\r\n" + String.join("\r\n", fields) + "\r\n";
    assertThat(response(head, 12, ConnectionField.NONE))
        .isEqualTo(start + "Content-Length: 12\r\n\r\n");
    assertThat(response(head, 0, ConnectionField.KEEP_ALIVE))
        .isEqualTo(start + "Content-Length: 0\r\nConnection: keep-alive\r\n\r\n");
    assertThat(response(head, HeadWriter.CHUNKED, ConnectionField.NONE))
        .isEqualTo(start + "Transfer-Encoding: chunked\r\n\r\n");
    assertThat(response(head, HeadWriter.NO_LENGTH, ConnectionField.CLOSE))
        .isEqualTo(start + "Connection: close\r\n\r\n");
    assertThat(response(head, Long.MAX_VALUE, ConnectionField.NONE))
        .isEqualTo(start + "Content-Length: 9223372036854775807\r\n\r\n");
  }

  @Test
  void response_withEmptyReason_keepsTheSpace() {
    assertThat(response("HTTP/1.1 200\r\n\r\n", 0, ConnectionField.NONE))
        .isEqualTo("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, 103, 204})
  void response_thatCannotHaveABody_isNotFramed(int status) {
    String line = "HTTP/1.1 " + status + " X";
    String framed = Responses.response(line, "A: b", "Content-Length: 5");
    assertThat(response(framed, 5, ConnectionField.NONE))
        .isEqualTo(Responses.response(line, "A: b"));
    assertThat(response(framed, HeadWriter.CHUNKED, ConnectionField.NONE))
        .isEqualTo(Responses.response(line, "A: b"));
  }

  @Test
  void switchingResponse_namesItsProtocol() {
    String line = "HTTP/1.1 101 Switching Protocols";
    String head =
        Responses.response(line, "Connection: Upgrade", "upgrade: websocket", "Sec-WebSocket: x");
    String[] fields = {"Sec-WebSocket: x", "Upgrade: websocket", "Connection: upgrade"};
    assertThat(response(head, HeadWriter.NO_LENGTH, ConnectionField.UPGRADE))
        .isEqualTo(Responses.response(line, String.join("\r\n", fields)));
  }
}
