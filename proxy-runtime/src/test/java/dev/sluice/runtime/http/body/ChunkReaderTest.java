package dev.sluice.runtime.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.http.Heads;
import dev.sluice.runtime.http.body.Bodies.Outcome;
import dev.sluice.runtime.http.body.ChunkReader.Step;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkReaderTest {

  private static void assertRefused(String text, ChunkFault fault) {
    Outcome outcome = Bodies.read(text);
    assertThat(outcome.fault()).as("fault of <%s>", text).isEqualTo(fault);
    assertThat(outcome.step()).isEqualTo(Step.BAD);
  }

  private static void assertData(String text, String data) {
    Outcome outcome = Bodies.read(text + "GET / HTTP/1.1\r\n");
    assertThat(outcome.fault()).isNull();
    assertThat(outcome.step()).isEqualTo(Step.END);
    assertThat(outcome.data()).isEqualTo(data);
    assertThat(outcome.end()).isEqualTo(text.length());
  }

  @Test
  void chunks_areReadUpToTheLast_andNothingBehindIt() {
    assertData("0\r\n\r\n", "");
    assertData("5\r\nhello\r\n0\r\n\r\n", "hello");
    assertData("5\r\nhello\r\n000a\r\n0123456789\r\n00\r\n\r\n", "hello0123456789");
    assertData("2\r\n\r\n\r\n0\r\n\r\n", "\r\n");
  }

  @Test
  void next_givesTheLengthOfData_andLaterExpectsTheLineEndBehindIt() {
    ChunkReader reader = new ChunkReader();
    assertThat(reader.next(Heads.bytes("1F"))).isEqualTo(Step.MORE);
    assertThat(reader.consumed()).isEqualTo(2);
    assertThat(reader.next(Heads.bytes("\r\nabc"))).isEqualTo(Step.DATA);
    assertThat(reader.consumed()).isEqualTo(2);
    assertThat(reader.dataLength()).isEqualTo(31);
    assertThat(reader.next(Heads.bytes("\r\n0\r\n"))).isEqualTo(Step.MORE);
    assertThat(reader.consumed()).isEqualTo(5);
    assertThat(reader.next(Heads.bytes("\r\nHTTP"))).isEqualTo(Step.END);
    assertThat(reader.consumed()).isEqualTo(2);
    assertThat(reader.next(Heads.bytes("x"))).isEqualTo(Step.END);
    assertThat(reader.consumed()).isZero();
  }

  @Test
  void reset_readsTheNextBody() {
    ChunkReader reader = new ChunkReader();
    assertThat(reader.next(Heads.bytes("0\r\nA: b\r\n\r\n"))).isEqualTo(Step.END);
    assertThat(reader.trailer().count()).isEqualTo(1);
    reader.reset();
    assertThat(reader.next(Heads.bytes("x"))).isEqualTo(Step.BAD);
    assertThat(reader.next(Heads.bytes("0\r\n\r\n"))).isEqualTo(Step.BAD);
    reader.reset();
    assertThat(reader.fault()).isNull();
    assertThat(reader.next(Heads.bytes("0\r\n\r\n"))).isEqualTo(Step.END);
    assertThat(reader.trailer().count()).isZero();
  }

  @Test
  void thirteenDigits_areTheMost() {
    ChunkReader reader = new ChunkReader();
    assertThat(reader.next(Heads.bytes("fFfFfFfFfFfFf\r\n"))).isEqualTo(Step.DATA);
    assertThat(reader.dataLength()).isEqualTo((1L << 52) - 1);
    reader.reset();
    assertThat(reader.next(Heads.bytes("100000004\r\n"))).isEqualTo(Step.DATA);
    assertThat(reader.dataLength()).isEqualTo(0x100000004L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'0x5'|BAD_SIZE",
        "'+5'|BAD_SIZE",
        "'-5'|BAD_SIZE",
        "' 5'|BAD_SIZE",
        "'\t5'|BAD_SIZE",
        "'5 '|BAD_SIZE",
        "'5\t'|BAD_SIZE",
        "'0_2e'|BAD_SIZE",
        "''|BAD_SIZE",
        "'\r\n5'|BAD_SIZE",
        "';a'|BAD_SIZE",
        "'g'|BAD_SIZE",
        "'5\u0001junk'|BAD_SIZE",
        "'5 ;a'|BAD_SIZE",
        "'\u0665'|BAD_SIZE",
        "'5\u00b2'|BAD_SIZE",
        "'FFFFFFFFFFFFFFFFF'|LONG_SIZE",
        "'FFFFFFFFFFFFFFFF'|LONG_SIZE",
        "'8000000000000000'|LONG_SIZE",
        "'00000000000005'|LONG_SIZE",
        "'5\r'|BARE_CR",
        "'5\r\r;x'|BARE_CR",
        "'5\n'|BARE_LF",
        "'\n'|BARE_LF",
      })
  void size_thatIsNoPlainNumber_isRefused(String size, ChunkFault fault) {
    assertRefused(size + "\r\nhello\r\n0\r\n\r\n", fault);
  }

  @Test
  void nul_isRefused() {
    assertRefused("\0005\r\n", ChunkFault.BAD_SIZE);
    assertRefused("5\0\r\n", ChunkFault.BAD_SIZE);
    assertRefused("5;a\0\r\n", ChunkFault.BAD_EXTENSION);
    assertRefused("5;a=\"\0\"\r\n", ChunkFault.BAD_EXTENSION);
    assertRefused("0\r\nA: \0\r\n\r\n", ChunkFault.BAD_TRAILER);
  }

  @Test
  void thousandLeadingZeros_areRefused() {
    assertRefused("0".repeat(1000) + "5\r\nhello\r\n", ChunkFault.LONG_SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"XX0\r\n", "\n", "\r\r\n", "0\r\n", " \r\n", "\rX"})
  void data_mustBeFollowedByLineEnd(String following) {
    assertRefused("5\r\nhello" + following + "\r\n0\r\n\r\n", ChunkFault.NO_LINE_END);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";a",
        ";a=b",
        ";a;b;c",
        ";a=\"\"",
        ";a=\"b c\td;\"",
        ";a=\"\\\"\\\\\"",
        ";a=b;c=\"d\";e"
      })
  void extension_thatIsWellFormed_isPassedOver(String extension) {
    assertData("5" + extension + "\r\nhello\r\n0" + extension + "\r\n\r\n", "hello");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "';'|BAD_EXTENSION",
        "';;a'|BAD_EXTENSION",
        "';a='|BAD_EXTENSION",
        "';a=;b'|BAD_EXTENSION",
        "';=b'|BAD_EXTENSION",
        "'; a'|BAD_EXTENSION",
        "';a '|BAD_EXTENSION",
        "';a =b'|BAD_EXTENSION",
        "';a= b'|BAD_EXTENSION",
        "';a=b=c'|BAD_EXTENSION",
        "';a,b'|BAD_EXTENSION",
        "';a=\"b'|BAD_EXTENSION",
        "';a=\"b\\\"'|BAD_EXTENSION",
        "';a=\"b\"c'|BAD_EXTENSION",
        "';a=b\"c\"'|BAD_EXTENSION",
        "';a=\"\u0001\"'|BAD_EXTENSION",
        "';a=\"\\\u0001\"'|BAD_EXTENSION",
        "';a=\"\u00e4\"'|BAD_EXTENSION",
        "';a=\u007f'|BAD_EXTENSION",
        "';a=\"\r\n0\r\n\r\nGET /x\"'|BAD_EXTENSION",
        "';a=\"\n\"'|BARE_LF",
        "';a=\n'|BARE_LF",
        "';a\n'|BARE_LF",
        "';a\rb'|BARE_CR",
      })
  void extension_thatIsMalformed_isRefused(String extension, ChunkFault fault) {
    assertRefused("5" + extension + "\r\nhello\r\n0\r\n\r\n", fault);
  }

  @Test
  void extensions_areBoundedOnAverageAndInAll() {
    String longest = ";" + "a".repeat(63);
    assertData("1" + longest + "\r\nx\r\n0\r\n\r\n", "x");
    assertRefused("1" + longest + "a\r\nx\r\n0\r\n\r\n", ChunkFault.LONG_EXTENSIONS);
    assertData("1\r\nx\r\n1" + longest + longest + "\r\nx\r\n0\r\n\r\n", "xx");
    assertRefused("5;" + "a".repeat(64 * 1024), ChunkFault.LONG_EXTENSIONS);
    String chunk = "1" + longest + "\r\nx\r\n";
    assertData(chunk.repeat(64) + "0\r\n\r\n", "x".repeat(64));
    assertRefused(chunk.repeat(64) + "1;a\r\nx\r\n0\r\n\r\n", ChunkFault.LONG_EXTENSIONS);
  }

  @Test
  void trailers_areKeptInOrderAndCase() {
    String body = "1\r\nx\r\n0\r\nX-Sum:  1 \r\nx-sum: 2\r\n\r\n";
    Outcome outcome = Bodies.read(body);
    assertThat(outcome.trailer()).isEqualTo("X-Sum=1\nx-sum=2\n");
    assertThat(outcome.end()).isEqualTo(body.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " A: b",
        "A: b\r\n c",
        "nocolon",
        ": x",
        "A : x",
        "A(: x",
        "A: \u0001",
        "A: b\nC: d",
        "A: b\rC: d",
        "\rX"
      })
  void trailer_thatIsBroken_isRefused(String line) {
    assertRefused("0\r\n" + line + "\r\n\r\n", ChunkFault.BAD_TRAILER);
    assertRefused("1\r\nx\r\n0\r\nB: c\r\n" + line + "\r\n\r\n", ChunkFault.BAD_TRAILER);
    assertRefused("0\r\n\n", ChunkFault.BAD_TRAILER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length",
        "Transfer-Encoding",
        "Host",
        "Connection",
        "Upgrade",
        "TE",
        "Trailer",
        "Keep-Alive",
        "Proxy-Connection",
        "HTTP2-Settings",
        "content_length",
        "Transfer_encoding",
        "X-Forwarded-For",
        "X_Forwarded_For",
        "Forwarded"
      })
  void trailer_thatMustStandInTheHead_isRefused(String name) {
    assertRefused("0\r\nA: b\r\n" + name + ": x\r\n\r\n", ChunkFault.FORBIDDEN_TRAILER);
  }

  @Test
  void trailers_areBounded() {
    String most = "A: b\r\n".repeat(ChunkReader.MAX_TRAILER_FIELDS);
    assertData("0\r\n" + most + "\r\n", "");
    assertRefused("0\r\n" + most + "A: b\r\n\r\n", ChunkFault.LONG_TRAILER);
    String value = "a".repeat(ChunkReader.MAX_TRAILER - "A: \r\n\r\n".length());
    assertData("0\r\nA: " + value + "\r\n\r\n", "");
    assertRefused("0\r\nA: " + value + "a\r\n\r\n", ChunkFault.LONG_TRAILER);
    assertRefused("0\r\nA: " + "a".repeat(1 << 20), ChunkFault.LONG_TRAILER);
  }

  @Test
  void buffer_isLeftAsItIs() {
    ByteBuffer direct = ByteBuffer.allocateDirect(16).put(Heads.bytes("5\r\nhello\r\n"));
    assertThat(new ChunkReader().next(direct)).isEqualTo(Step.DATA);
    assertThat(direct.position()).isEqualTo(10);
    assertThat(direct.limit()).isEqualTo(16);
  }
}
