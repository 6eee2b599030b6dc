package dev.sluice.runtime.http;

import static dev.sluice.runtime.http.Heads.head;
import static dev.sluice.runtime.http.Heads.parsed;
import static dev.sluice.runtime.http.Heads.request;
import static dev.sluice.runtime.http.Heads.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.session.Inspection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadParserTest {

  private static void assertRefused(String text, Refusal refusal) {
    HeadParser parser = parsed(text);
    assertThat(parser.refusal()).as("refusal of <%s>", text).isEqualTo(refusal);
    assertThat(parser.inspection()).isEqualTo(refusal.inspection());
    assertThat(parser.head()).isNull();
  }

  @Test
  void chromeRequest_isReadInOrderAndCase() {
    Head head = head(Heads.CHROME);
    assertThat(head.method()).isEqualTo("GET");
    assertThat(head.target()).isEqualTo("/search?q=a%20b&x={1}|2");
    assertThat(head.path()).isEqualTo("/search");
    assertThat(head.pathAndQuery()).isEqualTo("/search?q=a%20b&x={1}|2");
    assertThat(head.host()).isEqualTo("www.a.test");
    assertThat(head.minorVersion()).isEqualTo(1);
    assertThat(head.fieldCount()).isEqualTo(17);
    assertThat(head.fieldName(2)).isEqualTo("sec-ch-ua");
    assertThat(head.fieldName(16)).isEqualTo("Priority");
    assertThat(head.fieldValue(16)).isEqualTo("u=0, i");
    assertThat(head.header("SEC-CH-UA-MOBILE")).containsExactly("?0");
    assertThat(head.header("x-none")).isEmpty();
    assertThat(head.hasBody()).isFalse();
    assertThat(head.contentLength()).isEqualTo(-1);
  }

  @Test
  void repeatedField_keepsAllValuesInOrder() {
    Head head = head(with("X-A: 1", "x-b: 2", "x-a:\t 3 \t", "X-A:"));
    assertThat(head.header("x-a")).containsExactly("1", "3", "");
  }

  @Test
  void headLength_endsAtTheEmptyLine_whateverFollows() {
    HeadParser parser = parsed(Heads.UPLOAD + "hello world!GET / HTTP/1.1\r\n");
    assertThat(parser.headLength()).isEqualTo(Heads.UPLOAD.length());
    assertThat(parser.inspection()).isEqualTo(Inspection.COMPLETE);
  }

  @Test
  void headLength_ofIncompleteHead_throws() {
    HeadParser parser = parsed("GET / HTTP/1.1\r\n");
    assertThat(parser.inspection()).isEqualTo(Inspection.PENDING);
    assertThatThrownBy(parser::headLength).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void buffer_isLeftAsItIs_andIndexZeroIsTheFirstByteWhateverThePosition() {
    ByteBuffer direct = ByteBuffer.allocateDirect(300);
    direct.put(Heads.bytes(Heads.CURL));
    direct.limit(direct.position());
    int position = direct.position();
    assertThat(parsed(direct).inspection()).isEqualTo(Inspection.COMPLETE);
    assertThat(direct.position()).isEqualTo(position);
  }

  @Test
  void reset_readsTheNextRequest_andTheFirstHeadStaysWhatItWas() {
    HeadParser parser = parsed(Heads.CHROME);
    Head first = parser.head();
    parser.reset();
    assertThat(parser.inspection()).isEqualTo(Inspection.PENDING);
    assertThat(parser.head()).isNull();
    assertThat(parser.parse(Heads.bytes("\r\n" + Heads.UPLOAD))).isEqualTo(Inspection.COMPLETE);
    assertThat(parser.headLength()).isEqualTo(2 + Heads.UPLOAD.length());
    assertThat(first).isNotNull().hasToString("GET /search?q=a%20b&x={1}|2 HTTP/1.1");
    assertThat(parser.head()).isNotNull().hasToString("POST /upload HTTP/1.1");
  }

  // The last Host of a connection is remembered, by its bytes and only if it was one.
  @Test
  void reset_readsTheHostOfEachRequest_alsoIfItDiffersInCaseOrPortOnly() {
    HeadParser parser = new HeadParser();
    List<String> sent =
        List.of("a.test", "a.test", "A.test", "a.test:80", "b.test", "[::1]", "a.test", "a.tes");
    List<String> read = new ArrayList<>();
    for (String host : sent) {
      assertThat(parser.parse(hosted(host))).as(host).isEqualTo(Inspection.COMPLETE);
      read.add(Objects.requireNonNull(parser.head()).host());
      parser.reset();
      assertThat(parser.parse(hosted("a b"))).isEqualTo(Inspection.MALFORMED);
      parser.reset();
      assertThat(parser.parse(hosted(""))).isEqualTo(Inspection.MALFORMED);
      parser.reset();
      assertThat(parser.parse(hosted(host))).as(host).isEqualTo(Inspection.COMPLETE);
      assertThat(Objects.requireNonNull(parser.head()).host()).isEqualTo(read.getLast());
      parser.reset();
    }
    assertThat(read)
        .containsExactly(
            "a.test", "a.test", "a.test", "a.test", "b.test", "[::1]", "a.test", "a.tes");
  }

  private static ByteBuffer hosted(String host) {
    return Heads.bytes("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  }

  @Test
  void reset_afterRefusal_forgetsIt() {
    HeadParser parser = parsed("\r\n\r\n");
    parser.reset();
    assertThat(parser.refusal()).isNull();
    assertThat(parser.parse(Heads.bytes(Heads.CURL))).isEqualTo(Inspection.COMPLETE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0016\u0003\u0001", "\0GET / HTTP/1.1", "\u0001", "{\"a\"", "GE\u0080"})
  void firstBytesOfAnotherProtocol_areOther(String text) {
    assertRefused(text, Refusal.NOT_HTTP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get",
        "\r\n\r\n",
        "\nGET",
        " GET",
        "\tGET",
        "GET\t/",
        "GET\r\n",
        "SSH-2.0-x",
        "G("
      })
  void brokenMethod_isRefused(String text) {
    HeadParser parser = parsed(text);
    assertThat(parser.inspection()).isIn(Inspection.MALFORMED, Inspection.OTHER);
    assertThat(parser.refusal()).isIn(Refusal.BAD_METHOD, Refusal.NOT_HTTP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  / HTTP/1.1|BAD_REQUEST_LINE",
        "GET /|BAD_REQUEST_LINE",
        "GET * HTTP/1.1|BAD_TARGET_FORM",
        "GET /  HTTP/1.1|BAD_VERSION",
        "GET / HTTP/01.1|BAD_VERSION",
        "GET / HTTP/1.|BAD_VERSION",
        "GET / HTTP/1.x|BAD_VERSION",
        "GET / http/1.1|BAD_VERSION",
        "GET / H|BAD_VERSION",
        "GET / HTTP/1.2|UNSUPPORTED_VERSION",
        "GET / HTTP/0.9|UNSUPPORTED_VERSION",
        "GET / HTTP/2.0|UNSUPPORTED_VERSION",
        "PRI * HTTP/2.0|UNSUPPORTED_VERSION",
        "PRI * HTTP/1.1|BAD_TARGET_FORM",
        "CONNECT a.test:80 HTTP/1.1|METHOD_NOT_ALLOWED",
        "TRACE / HTTP/1.1|METHOD_NOT_ALLOWED",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ / HTTP/1.1|LONG_METHOD",
        "GET a.test HTTP/1.1|BAD_TARGET_FORM",
        "GET ftp://a.test/ HTTP/1.1|BAD_TARGET_FORM",
        "GET http:/a.test HTTP/1.1|BAD_TARGET_FORM",
        "GET /a#b HTTP/1.1|BAD_TARGET",
        "GET /a\\b HTTP/1.1|BAD_TARGET",
        "GET /\u0080 HTTP/1.1|BAD_TARGET",
        "GET /\u0001 HTTP/1.1|BAD_TARGET",
        "GET /\u007f HTTP/1.1|BAD_TARGET",
        "GET http:///a HTTP/1.1|BAD_AUTHORITY",
        "GET http://u@a.test/ HTTP/1.1|BAD_AUTHORITY",
        "GET http://b.test/ HTTP/1.1|OTHER_HOST",
        "GET http://a.test:8080/ HTTP/1.1|OTHER_HOST",
        "GET https://a.test:80/ HTTP/1.1|OTHER_HOST",
        "GET /a/../admin HTTP/1.1|DOT_SEGMENT",
        "GET /%2e%2E/admin HTTP/1.1|DOT_SEGMENT",
        "GET /.%2e/admin HTTP/1.1|DOT_SEGMENT",
        "GET /a/./b HTTP/1.1|DOT_SEGMENT",
        "GET /a/.. HTTP/1.1|DOT_SEGMENT",
        "GET /a/..?q HTTP/1.1|DOT_SEGMENT",
        "GET /a/..;x/b HTTP/1.1|DOT_SEGMENT",
        "GET /a%2f..%2Fb HTTP/1.1|DOT_SEGMENT",
        "GET /a%5c..%5cb HTTP/1.1|DOT_SEGMENT",
        "GET http://a.test/../x HTTP/1.1|DOT_SEGMENT",
        "GET /%00 HTTP/1.1|NUL_IN_PATH",
        "GET /%zz HTTP/1.1|BAD_ESCAPE",
        "GET /a%2 HTTP/1.1|BAD_ESCAPE",
        "GET /a%2?ff HTTP/1.1|BAD_ESCAPE",
      })
  void requestLine_thatIsUnclear_isRefused(String line, Refusal refusal) {
    assertRefused(request(line, "Host: a.test"), refusal);
  }

  @Test
  void spaceBehindTheVersion_isRefused() {
    assertRefused(request("GET / HTTP/1.1 ", "Host: a.test"), Refusal.BAD_VERSION);
    assertRefused(request("GET / ", "Host: a.test"), Refusal.BAD_VERSION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/|/",
        "/a?b=/../|/a",
        "/a?%00%zz|/a",
        "//admin|//admin",
        "/a%2fb|/a%2fb",
        "/%41|/%41",
        "/...|/...",
        "/.well-known/x|/.well-known/x",
        "/a..b/c.|/a..b/c.",
        "http://a.test|/",
        "http://a.test?x=/../|/",
        "HTTP://A.test.:80/x/y?z|/x/y",
        "https://a.test/x|/x",
      })
  void path_isTheTargetsPathAsSent(String target, String path) {
    assertThat(head(request("GET " + target + " HTTP/1.1", "Host: a.test")).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({"*,*", "http://a.test,*", "http://a.test/,/", "http://a.test?x,/", "/,/"})
  void options_mayAskForTheWholeServer(String target, String path) {
    Head head = head(request("OPTIONS " + target + " HTTP/1.1", "Host: a.test"));
    assertThat(head.path()).isEqualTo(path);
  }

  @Test
  void pathAndQuery_ofAbsoluteForm_isOriginForm() {
    Head head = head(request("GET http://a.test?x=1 HTTP/1.1", "Host: a.test:80"));
    assertThat(head.pathAndQuery()).isEqualTo("/?x=1");
    assertThat(head.target()).isEqualTo("http://a.test?x=1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.test|a.test",
        "A.TEST|a.test",
        "a.test.|a.test",
        "a.test:80|a.test",
        "a.test:|a.test",
        "a.test:65535|a.test",
        "xn--bcher-kva.test|xn--bcher-kva.test",
        "127.0.0.1:8080|127.0.0.1",
        "[::1]:80|[::1]",
        "[2001:DB8:0:0:1:0:0:1]|[2001:db8::1:0:0:1]",
        "[0:0:0:0:0:0:0:0]|[::]",
        "[1:0:2:0:3:0:4:0]|[1:0:2:0:3:0:4:0]",
        "[1:2:3:4:5:6:0:0]|[1:2:3:4:5:6::]",
        "[0:0:3:4:5:6:7:8]|[::3:4:5:6:7:8]",
        "[::FFFF:1.2.3.4]|[::ffff:1.2.3.4]",
      })
  void host_isCanonicalAndWithoutPort(String sent, String host) {
    assertThat(head(request("GET / HTTP/1.1", "Host: " + sent)).host()).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a..test",
        "a.test,b.test",
        "a.test, b.test",
        "x@a.test",
        "a.test/",
        "/a.test",
        "a.test:99999",
        "a.test:65536",
        "a.test:80:90",
        "a.test:-1",
        "a.test:+80",
        "a.test:080000",
        "a.test:8 0",
        ":80",
        "a b",
        "b\u00fccher.test",
        "[::1",
        "::1",
        "[]",
        "[::1]80",
        "[::1]x:80",
        "[fe80::1%eth0]",
        "[1.2.3.4]",
        "[:::1]",
        "[12345::]",
        "1.2.3",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4.",
        "1.2.3.4.5",
        "0x7f.1",
        "a.test?x",
        "a.test#",
        "*",
        "*.test",
        "a_b.test"
      })
  void host_thatIsNoHost_isRefused(String sent) {
    assertRefused(request("GET / HTTP/1.1", "Host: " + sent), Refusal.BAD_HOST);
  }

  @Test
  void host_ofThreeHundredCharacters_isRefused() {
    assertRefused(request("GET / HTTP/1.1", "Host: " + "a.".repeat(150)), Refusal.BAD_HOST);
  }

  @Test
  void host_mustBeThereOnce() {
    assertRefused(request("GET / HTTP/1.1", "Accept: */*"), Refusal.NO_HOST);
    assertRefused(request("GET http://a.test/ HTTP/1.1", "A: b"), Refusal.NO_HOST);
    assertRefused(with("Host: a.test"), Refusal.REPEATED_HOST);
    assertRefused(with("hOST: b.test"), Refusal.REPEATED_HOST);
    assertRefused(request("GET / HTTP/1.0", "Host: a.test", "Host: a.test"), Refusal.REPEATED_HOST);
  }

  @Test
  void http10_mayOmitHost() {
    Head head = head(request("GET / HTTP/1.0", "Accept: */*"));
    assertThat(head.host()).isNull();
    assertThat(head.minorVersion()).isZero();
    assertThat(head("GET / HTTP/1.0\r\n\r\n").fieldCount()).isZero();
    assertThat(head(request("GET http://A.test/ HTTP/1.0", "A: b")).host()).isEqualTo("a.test");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' Host: b.test'|FOLDED_FIELD",
        "'\tx: y'|FOLDED_FIELD",
        "'no colon'|SPACE_BEFORE_COLON",
        "'nocolon'|NO_COLON",
        "': x'|EMPTY_FIELD_NAME",
        "'a : x'|SPACE_BEFORE_COLON",
        "'a\t: x'|SPACE_BEFORE_COLON",
        "'(: x'|BAD_FIELD_NAME",
        "'a(: x'|BAD_FIELD_NAME",
        "'a\u0085: x'|BAD_FIELD_NAME",
        "'a\u0001: x'|BAD_FIELD_NAME",
        "'a: b\u0001'|BAD_FIELD_VALUE",
        "'a: \u000b'|BAD_FIELD_VALUE",
        "'a: \u007f'|BAD_FIELD_VALUE",
      })
  void fieldLine_thatIsBroken_isRefused(String line, Refusal refusal) {
    assertRefused(with(line), refusal);
    assertRefused("GET / HTTP/1.1\r\n" + line + "\r\nHost: a.test\r\n\r\n", refusal);
  }

  @Test
  void nul_isRefused() {
    assertRefused(with("a\0: x"), Refusal.BAD_FIELD_NAME);
    assertRefused(with("a: x\0"), Refusal.BAD_FIELD_VALUE);
    assertRefused(with("a: \0x"), Refusal.BAD_FIELD_VALUE);
    assertRefused(request("GET /\0 HTTP/1.1"), Refusal.BAD_TARGET);
  }

  @Test
  void lineEnds_mustBeCrLf() {
    assertRefused("GET / HTTP/1.1\nHost: a.test\n\n", Refusal.BARE_LF);
    assertRefused("GET / HTTP/1.1\r\nHost: a.test\n\r\n", Refusal.BARE_LF);
    assertRefused("GET / HTTP/1.1\r\nHost: a.test\r\n\n", Refusal.BARE_LF);
    assertRefused("GET / HTTP/1.1\rHost: a.test\r\n\r\n", Refusal.BARE_CR);
    assertRefused("GET / HTTP/1.1\r\nHost: a.test\rX: y\r\n\r\n", Refusal.BARE_CR);
    assertRefused("GET / HTTP/1.1\r\nHost: a.test\r\r\n\r\n", Refusal.BARE_CR);
    assertRefused("GET / HTTP/1.1\r\nHost: a.test\r\n\rX", Refusal.BARE_CR);
    assertRefused("\rGET / HTTP/1.1\r\n", Refusal.BARE_CR);
    assertRefused("GET / HTTP/1.1\r\nHost: a.test\r\nX: a\r\n b\r\n\r\n", Refusal.FOLDED_FIELD);
  }

  @Test
  void oneEmptyLineBeforeTheRequest_isAccepted_twoAreNot() {
    assertThat(head("\r\n" + Heads.CURL).host()).isEqualTo("a.test");
    assertRefused("\r\n\r\n" + Heads.CURL, Refusal.BAD_METHOD);
    assertRefused("\r\n".repeat(1000), Refusal.BAD_METHOD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+6",
        "-0",
        "-1",
        "0x6",
        "6,6",
        "6, 7",
        "6 6",
        "06",
        "00",
        "6;",
        "6.0",
        "six",
        "9223372036854775808",
        "18446744073709551622",
        "\u00d9\u00a6",
        "99999999999999999999999"
      })
  void contentLength_thatIsNoPlainNumber_isRefused(String value) {
    assertRefused(with("Content-Length: " + value), Refusal.BAD_LENGTH);
    assertRefused(request("POST / HTTP/1.0", "Content-Length: " + value), Refusal.BAD_LENGTH);
  }

  @Test
  void contentLength_twice_isRefusedEvenIfEqual() {
    assertRefused(with("Content-Length: 6", "Content-Length: 6"), Refusal.REPEATED_LENGTH);
    assertRefused(with("Content-Length: 6", "content-length: 7"), Refusal.REPEATED_LENGTH);
    assertRefused(
        request("POST / HTTP/1.0", "Content-Length: 5", "Content-Length: 10"),
        Refusal.REPEATED_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 6, 4294967300L, Long.MAX_VALUE})
  void contentLength_isRead(long length) {
    Head head = head(with("content-LENGTH:  " + length + "\t"));
    assertThat(head.contentLength()).isEqualTo(length);
    assertThat(head.chunked()).isFalse();
    assertThat(head.hasBody()).isEqualTo(length > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunked", "Chunked", "CHUNKED", "  chunked \t"})
  void chunked_isTheOnlyEncoding(String value) {
    Head head = head(with("Transfer-encoding:" + value));
    assertThat(head.chunked()).isTrue();
    assertThat(head.hasBody()).isTrue();
    assertThat(head.contentLength()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xchunked",
        "chunkedx",
        "chunked, identity",
        "identity",
        "gzip, chunked",
        "chunked;q=1",
        "chunked, chunked",
        "gzip"
      })
  void otherEncoding_isNotImplemented(String value) {
    assertRefused(with("Transfer-Encoding: " + value), Refusal.UNKNOWN_ENCODING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",", ",chunked", "chunked,", "\"chunked\"", "chunked;", "\u0080chunked"})
  void malformedEncoding_isRefused(String value) {
    assertRefused(with("Transfer-Encoding: " + value), Refusal.BAD_ENCODING);
  }

  @Test
  void encoding_withAnyControlOrHighByteAroundNameOrValue_isNeverChunked() {
    for (int c = 0; c <= 0xff; c++) {
      boolean blank = c == ' ' || c == '\t';
      if (c > ' ' && c < 0x7f) {
        continue;
      }
      String octet = String.valueOf((char) c);
      for (String line :
          new String[] {
            octet + "Transfer-Encoding: chunked",
            "Transfer-Encoding" + octet + ": chunked",
            "Transfer-Encoding:" + octet + "chunked",
            "Transfer-Encoding: chunked" + octet
          }) {
        boolean padded = blank && !line.startsWith(octet) && !line.contains(octet + ":");
        assertThat(parsed(with(line)).inspection())
            .as("byte %02x in <%s>", c, line)
            .isEqualTo(padded ? Inspection.COMPLETE : Inspection.MALFORMED);
      }
    }
  }

  @Test
  void unclearFraming_isRefused() {
    String chunked = "Transfer-Encoding: chunked";
    assertRefused(with("Content-Length: 6", chunked), Refusal.LENGTH_AND_ENCODING);
    assertRefused(with(chunked, "Content-Length: 3"), Refusal.LENGTH_AND_ENCODING);
    assertRefused(with(chunked, "Content-Length: 3", "A: b"), Refusal.LENGTH_AND_ENCODING);
    assertRefused(with(chunked, chunked), Refusal.REPEATED_ENCODING);
    assertRefused(with("Transfer-Encoding:\r\n chunked"), Refusal.FOLDED_FIELD);
    assertRefused(with("Transfer-Encoding : chunked"), Refusal.SPACE_BEFORE_COLON);
    assertRefused(with("Transfer_Encoding: chunked"), Refusal.DISGUISED_FRAMING);
    assertRefused(with("Content_Length: 3"), Refusal.DISGUISED_FRAMING);
    assertRefused(
        request("POST / HTTP/1.0", "Host: a.test", chunked), Refusal.ENCODING_IN_HTTP_1_0);
    assertRefused(
        request("POST / HTTP/1.0", "Host: a.test", chunked, "Content-Length: 3"),
        Refusal.ENCODING_IN_HTTP_1_0);
  }

  @Test
  void requestLine_ofEightKibibytes_isTheLongest() {
    String end = " HTTP/1.1";
    String target = "/" + "a".repeat(HeadParser.MAX_REQUEST_LINE - "GET /".length() - end.length());
    assertThat(head(request("GET " + target + end, "Host: a.test")).path()).isEqualTo(target);
    assertRefused(request("GET " + target + "a" + end, "Host: a.test"), Refusal.LONG_REQUEST_LINE);
    assertRefused("GET /" + "a".repeat(HeadParser.MAX_REQUEST_LINE), Refusal.LONG_REQUEST_LINE);
  }

  @Test
  void head_ofSixteenKibibytes_isTheLongest() {
    String start = "GET / HTTP/1.1\r\nHost: a.test\r\nX: ";
    String value = "a".repeat(HeadParser.MAX_HEAD - start.length() - 4);
    HeadParser parser = parsed(start + value + "\r\n\r\n");
    assertThat(parser.inspection()).isEqualTo(Inspection.COMPLETE);
    assertThat(parser.headLength()).isEqualTo(HeadParser.MAX_HEAD);
    assertRefused(start + value + "a\r\n\r\n", Refusal.LONG_HEAD);
    assertRefused(start + "a".repeat(64 * 1024), Refusal.LONG_HEAD);
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 1001, 3000})
  void moreThanAHundredFields_areRefused(int count) {
    assertRefused("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(count), Refusal.TOO_MANY_FIELDS);
  }

  @Test
  void aHundredFields_areAccepted() {
    String fields =
        IntStream.range(1, 100)
            .mapToObj(i -> "X-" + i + ": " + i)
            .collect(Collectors.joining("\r\n"));
    Head head = head(with(fields));
    assertThat(head.fieldCount()).isEqualTo(100);
    assertThat(head.header("x-99")).containsExactly("99");
  }

  @Test
  void everyRefusal_hasAStatusThatFitsItsInspection() {
    for (Refusal refusal : Refusal.values()) {
      boolean large = refusal.inspection() == Inspection.TOO_LARGE;
      assertThat(refusal.status() == 414 || refusal.status() == 431).isEqualTo(large);
      assertThat(refusal.status()).isIn(400, 405, 414, 431, 501, 505);
      assertThat(refusal.reason()).isNotBlank();
    }
  }
}
