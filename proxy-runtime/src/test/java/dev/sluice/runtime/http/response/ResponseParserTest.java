package dev.sluice.runtime.http.response;

import static dev.sluice.runtime.http.response.Responses.head;
import static dev.sluice.runtime.http.response.Responses.parsed;
import static dev.sluice.runtime.http.response.Responses.response;
import static dev.sluice.runtime.http.response.Responses.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.session.Inspection;
import dev.sluice.runtime.http.Heads;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {

  private static void assertRefused(String text, ResponseFault fault) {
    ResponseParser parser = parsed(text);
    assertThat(parser.fault()).as("fault of <%s>", text).isEqualTo(fault);
    assertThat(parser.inspection()).isEqualTo(fault.inspection());
    assertThat(parser.head()).isNull();
  }

  @Test
  void nginxResponse_isReadInOrderAndCase() {
    ResponseHead head = head(Responses.NGINX);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.minorVersion()).isEqualTo(1);
    assertThat(head.reason()).isEqualTo("OK");
    assertThat(head.fieldCount()).isEqualTo(6);
    assertThat(head.fieldName(5)).isEqualTo("ETag");
    assertThat(head.fieldValue(5)).isEqualTo("\"5f-18c\"");
    assertThat(head.header("SERVER")).containsExactly("nginx/1.26.3");
    assertThat(head.contentLength()).isEqualTo(615);
    assertThat(head.chunked()).isFalse();
    assertThat(head.keepsAlive()).isTrue();
    assertThat(head.upgrades()).isFalse();
  }

  @Test
  void headLength_endsAtTheEmptyLine_whateverFollows() {
    ResponseParser parser = parsed(Responses.NGINX + "<html>");
    assertThat(parser.headLength()).isEqualTo(Responses.NGINX.length());
    assertThatThrownBy(() -> parsed("HTTP/1.1 200 OK\r\n").headLength())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void reset_readsTheNextResponse() {
    ResponseParser parser = parsed(response("HTTP/1.1 103 Early", "A: b"));
    parser.reset();
    assertThat(parser.inspection()).isEqualTo(Inspection.PENDING);
    assertThat(parser.head()).isNull();
    assertThat(parser.parse(Heads.bytes(Responses.NGINX))).isEqualTo(Inspection.COMPLETE);
    assertThat(parser.head()).isNotNull().hasToString("HTTP/1.1 200");
    parser.reset();
    assertThat(parser.parse(Heads.bytes("x"))).isEqualTo(Inspection.OTHER);
    parser.reset();
    assertThat(parser.fault()).isNull();
  }

  // Heads share their memory: nothing of a longer one, nor of one with more fields, shows behind.
  @Test
  void reset_nothingOfTheHeadBeforeShows_whicheverIsLonger() {
    String shorter = response("HTTP/1.1 404 No", "X-Cache: MISS", "Content-Length: 0");
    String longest = response("HTTP/1.1 200 OK", "A: b\r\n".repeat(99) + "C: " + "d".repeat(4096));
    ResponseParser parser = new ResponseParser();
    for (String text : List.of(Responses.NGINX, shorter, longest, shorter, Responses.NGINX)) {
      parser.reset();
      assertThat(parser.parse(Heads.bytes(text))).isEqualTo(Inspection.COMPLETE);
      assertThat(lines(Objects.requireNonNull(parser.head()))).isEqualTo(text);
    }
  }

  private static String lines(ResponseHead head) {
    String fields =
        IntStream.range(0, head.fieldCount())
            .mapToObj(field -> head.fieldName(field) + ": " + head.fieldValue(field) + "\r\n")
            .collect(Collectors.joining());
    return head + " " + head.reason() + "\r\n" + fields + "\r\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200|''",
        "'HTTP/1.1 200 '|''",
        "HTTP/1.1 200 OK|OK",
        "HTTP/1.0 599 Not\t\u00e4 known|Not\t\u00e4 known",
        "HTTP/1.1 100 Continue|Continue",
      })
  void reason_mayBeAnythingVisible_orEmpty(String line, String reason) {
    assertThat(head(response(line, "A: b")).reason()).isEqualTo(reason);
    assertThat(head(line + "\r\n\r\n").reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 99999 OK|BAD_STATUS",
        "HTTP/1.1 2000|BAD_STATUS",
        "HTTP/1.1 20|BAD_STATUS",
        "HTTP/1.1 20 OK|BAD_STATUS",
        "HTTP/1.1 099 OK|BAD_STATUS",
        "HTTP/1.1 600 OK|BAD_STATUS",
        "HTTP/1.1 999 OK|BAD_STATUS",
        "HTTP/1.1 2x0 OK|BAD_STATUS",
        "HTTP/1.1 -20 OK|BAD_STATUS",
        "HTTP/1.1  200 OK|BAD_STATUS",
        "'HTTP/1.1 200\tOK'|BAD_STATUS",
        "'HTTP/1.1\t200 OK'|BAD_VERSION",
        "HTTP/1.1|BAD_VERSION",
        "HTTP/1 200 OK|BAD_VERSION",
        "HTTP/11 200 OK|BAD_VERSION",
        "HTTP/1.10 200 OK|BAD_VERSION",
        "HTTP/x.1 200 OK|BAD_VERSION",
        "HTTP/01.1 200 OK|UNSUPPORTED_VERSION",
        "HTTP/1.2 200 OK|UNSUPPORTED_VERSION",
        "HTTP/0.9 200 OK|UNSUPPORTED_VERSION",
        "HTTP/2.0 200 OK|UNSUPPORTED_VERSION",
        "http/1.1 200 OK|NOT_HTTP",
        "200 OK|NOT_HTTP",
        "ICY 200 OK|NOT_HTTP",
        "' HTTP/1.1 200 OK'|NOT_HTTP",
        "'\r\nHTTP/1.1 200 OK'|NOT_HTTP",
        "<html>|NOT_HTTP",
        "'HTTP/1.1 200 O\u0001K'|BAD_REASON",
        "'HTTP/1.1 200 OK\u007f'|BAD_REASON",
      })
  void statusLine_thatIsUnclear_isRefused(String line, ResponseFault fault) {
    assertRefused(response(line, "Content-Length: 0"), fault);
  }

  @Test
  void lineEnds_mustBeCrLf() {
    assertRefused("HTTP/1.1 200\n", ResponseFault.BARE_LF);
    assertRefused("HTTP/1.1 200 OK\n", ResponseFault.BARE_LF);
    assertRefused("HTTP/1.1 200\rX", ResponseFault.BARE_CR);
    assertRefused("HTTP/1.1 200 OK\rX", ResponseFault.BARE_CR);
    assertRefused(with("A: b\nC: d"), ResponseFault.BARE_LF);
    assertRefused(with("A: b\rC: d"), ResponseFault.BARE_CR);
    assertRefused(with("A: b\r\n\rX"), ResponseFault.BARE_CR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' A: b'|FOLDED_FIELD",
        "'A: b\r\n c'|FOLDED_FIELD",
        "'nocolon'|NO_COLON",
        "': x'|EMPTY_FIELD_NAME",
        "'A : x'|SPACE_BEFORE_COLON",
        "'A(: x'|BAD_FIELD_NAME",
        "'A: b\u0001'|BAD_FIELD_VALUE",
        "'A: \u007f'|BAD_FIELD_VALUE",
      })
  void fieldLine_thatIsBroken_isRefused(String line, ResponseFault fault) {
    assertRefused(with(line), fault);
    assertRefused(with("Content-Length: 0", line), fault);
  }

  @Test
  void nul_isRefused() {
    assertRefused(with("A\0: x"), ResponseFault.BAD_FIELD_NAME);
    assertRefused(with("A: x\0"), ResponseFault.BAD_FIELD_VALUE);
    assertRefused(response("HTTP/1.1 200 O\0"), ResponseFault.BAD_REASON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+6", "-0", "0x6", "6,6", "6, 7", "6 6", "06", "9223372036854775808"})
  void contentLength_thatIsNoPlainNumber_isRefused(String value) {
    assertRefused(with("Content-Length: " + value), ResponseFault.BAD_LENGTH);
  }

  @Test
  void unclearFraming_isRefused() {
    String chunked = "Transfer-Encoding: chunked";
    String length = "Content-Length: 6";
    assertRefused(with(length, length), ResponseFault.REPEATED_LENGTH);
    assertRefused(with(length, "content-length: 7"), ResponseFault.REPEATED_LENGTH);
    assertRefused(with(length, chunked), ResponseFault.LENGTH_AND_ENCODING);
    assertRefused(with(chunked, length), ResponseFault.LENGTH_AND_ENCODING);
    assertRefused(with(chunked, chunked), ResponseFault.REPEATED_ENCODING);
    assertRefused(with("Transfer_Encoding: chunked"), ResponseFault.DISGUISED_FRAMING);
    assertRefused(with("Content_Length: 3"), ResponseFault.DISGUISED_FRAMING);
    assertRefused(response("HTTP/1.0 200 OK", chunked), ResponseFault.ENCODING_IN_HTTP_1_0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip, chunked", "chunked, gzip", "identity", "xchunked", "chunked;q=1"})
  void otherEncoding_isRefused(String value) {
    assertRefused(with("Transfer-Encoding: " + value), ResponseFault.UNKNOWN_ENCODING);
  }

  @Test
  void malformedEncoding_isRefused() {
    assertRefused(with("Transfer-Encoding: ,chunked"), ResponseFault.BAD_ENCODING);
    assertRefused(with("Transfer-Encoding:"), ResponseFault.BAD_ENCODING);
    assertThat(head(with("transfer-encoding: CHUNKED")).chunked()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1|x|true",
        "HTTP/1.1|keep-alive|true",
        "HTTP/1.1|x, Close|false",
        "HTTP/1.1|keep-alive, close|false",
        "HTTP/1.1|closed|true",
        "HTTP/1.0|x|false",
        "HTTP/1.0|Keep-Alive|true",
        "HTTP/1.0|keep-alive,close|false",
      })
  void keepsAlive_isTheVersionsUnlessTheOptionsSayOtherwise(
      String version, String options, boolean keeps) {
    ResponseHead head = head(response(version + " 200 OK", "A: b", "Connection: " + options));
    assertThat(head.keepsAlive()).isEqualTo(keeps);
  }

  @Test
  void keepsAlive_readsEveryConnectionField() {
    ResponseHead head = head(with("Connection: keep-alive", "connection: ,, x ,close"));
    assertThat(head.keepsAlive()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "upgrade|websocket|true",
        "keep-alive, Upgrade|WebSocket|true",
        "upgrade|foo/1, h2c|true",
        "upgrade|h2c|false",
        "upgrade|H2C, h2c|false",
        "upgrade||false",
        "upgrade|,|false",
        "upgrade|a b|false",
        "keep-alive|websocket|false",
        "upgraded|websocket|false",
      })
  void upgrades_needsTheOptionAndAProtocolOtherThanHttp2(
      String options, String protocol, boolean upgrades) {
    String connection = "Connection: " + options;
    String upgrade = "Upgrade: " + (protocol == null ? "" : protocol);
    String line = "HTTP/1.1 101 Switching Protocols";
    assertThat(head(response(line, connection, upgrade)).upgrades()).isEqualTo(upgrades);
    assertThat(head(response(line, connection)).upgrades()).isFalse();
    assertThat(head(response("HTTP/1.0 101 X", connection, upgrade)).upgrades()).isFalse();
  }

  @Test
  void line_ofEightKibibytes_isTheLongest() {
    String start = "HTTP/1.1 200 ";
    String reason = "a".repeat(ResponseParser.MAX_LINE - start.length());
    assertThat(head(start + reason + "\r\n\r\n").reason()).isEqualTo(reason);
    assertRefused(start + reason + "a\r\n\r\n", ResponseFault.LONG_STATUS_LINE);
    String value = "a".repeat(ResponseParser.MAX_LINE - "A: ".length());
    assertThat(head(with("A: " + value)).fieldValue(0)).isEqualTo(value);
    assertRefused(with("A: " + value + "a"), ResponseFault.LONG_FIELD);
  }

  @Test
  void head_ofSixtyFourKibibytes_isTheLongest() {
    String field = "a".repeat(1000) + ": \r\n";
    String start = "HTTP/1.1 200 OK\r\n" + field.repeat(64);
    String last = "A: " + "a".repeat(ResponseParser.MAX_HEAD - start.length() - 7);
    ResponseParser parser = parsed(start + last + "\r\n\r\n");
    assertThat(parser.inspection()).isEqualTo(Inspection.COMPLETE);
    assertThat(parser.headLength()).isEqualTo(ResponseParser.MAX_HEAD);
    assertRefused(start + last + "a\r\n\r\n", ResponseFault.LONG_HEAD);
    assertRefused("HTTP/1.1 200 OK\r\nA: " + "a".repeat(1 << 20), ResponseFault.LONG_HEAD);
  }

  @Test
  void twoHundredFields_areTheMost() {
    String fields = "A: b\r\n".repeat(ResponseParser.MAX_FIELDS);
    String start = "HTTP/1.1 200 OK\r\n";
    assertThat(head(start + fields + "\r\n").fieldCount()).isEqualTo(ResponseParser.MAX_FIELDS);
    assertRefused(start + fields + "A: b\r\n\r\n", ResponseFault.TOO_MANY_FIELDS);
  }

  @Test
  void everyFault_saysWhatIsWrong() {
    for (ResponseFault fault : ResponseFault.values()) {
      assertThat(fault.text()).isNotBlank();
      assertThat(fault.inspection().decided()).isTrue();
    }
  }
}
