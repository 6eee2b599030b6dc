package dev.sluice.runtime.tls;

import static dev.sluice.api.session.Inspection.COMPLETE;
import static dev.sluice.api.session.Inspection.MALFORMED;
import static dev.sluice.api.session.Inspection.OTHER;
import static dev.sluice.api.session.Inspection.PENDING;
import static dev.sluice.api.session.Inspection.TOO_LARGE;
import static dev.sluice.runtime.tls.HelloBytes.alpn;
import static dev.sluice.runtime.tls.HelloBytes.body;
import static dev.sluice.runtime.tls.HelloBytes.extension;
import static dev.sluice.runtime.tls.HelloBytes.hex;
import static dev.sluice.runtime.tls.HelloBytes.join;
import static dev.sluice.runtime.tls.HelloBytes.message;
import static dev.sluice.runtime.tls.HelloBytes.named;
import static dev.sluice.runtime.tls.HelloBytes.record;
import static dev.sluice.runtime.tls.HelloBytes.records;
import static dev.sluice.runtime.tls.HelloBytes.serverName;
import static dev.sluice.runtime.tls.HelloBytes.sized16;
import static dev.sluice.runtime.tls.HelloBytes.twoRecords;
import static dev.sluice.runtime.tls.HelloBytes.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloParserTest {

  private static final int PADDING = 21;

  private static final ClientHello A_TEST = new ClientHello("a.test", List.of());

  /** The hello for a.test as the catalogue of cases has it. */
  private static final byte[] MINIMAL =
      join(
          hex("16 0301 003e 01 00003a 0303"),
          new byte[32],
          hex("00 0002 1301 01 00 000f 0000 000b 0009 00 0006 612e74657374"));

  private static final byte[] MINIMAL_MESSAGE = Arrays.copyOfRange(MINIMAL, 5, MINIMAL.length);

  /** C01. */
  @Test
  void hello_inOnePiece_isComplete() {
    assertThat(MINIMAL).hasSize(67).isEqualTo(named("a.test"));
    assertThat(Feed.whole(MINIMAL)).isEqualTo(new Feed(COMPLETE, A_TEST, 67));
  }

  /** C01. */
  @Test
  void hello_byteByByte_isCompleteWithItsLastByte() {
    assertThat(Feed.bytewise(MINIMAL)).isEqualTo(new Feed(COMPLETE, A_TEST, 67));
  }

  /** C01. */
  @Test
  void hello_cutAnywhere_isComplete() {
    for (int first = 0; first < MINIMAL.length; first++) {
      assertThat(Feed.cut(MINIMAL, first)).isEqualTo(new Feed(COMPLETE, A_TEST, 67));
    }
  }

  /** C02; the first three cut the handshake header itself. */
  @Test
  void hello_inTwoRecords_isTheSameHello() {
    for (int first = 1; first < MINIMAL_MESSAGE.length; first++) {
      byte[] bytes = twoRecords(MINIMAL_MESSAGE, first);
      assertThat(Feed.whole(bytes)).isEqualTo(new Feed(COMPLETE, A_TEST, 72));
      assertThat(Feed.bytewise(bytes)).isEqualTo(new Feed(COMPLETE, A_TEST, 72));
    }
  }

  /** C02. */
  @Test
  void hello_oneRecordPerByte_isTheSameHello() {
    byte[] bytes = records(MINIMAL_MESSAGE, 1);
    assertThat(Feed.whole(bytes)).isEqualTo(new Feed(COMPLETE, A_TEST, 62 * 6));
    assertThat(Feed.bytewise(bytes)).isEqualTo(new Feed(COMPLETE, A_TEST, 62 * 6));
  }

  /** C03. */
  @Test
  void emptyRecord_isMalformedAtOnce() {
    byte[] empty = hex("16 0301 0000");
    assertThat(Feed.bytewise(join(empty, MINIMAL))).isEqualTo(new Feed(MALFORMED, null, 5));
    byte[] inside = join(record(Arrays.copyOf(MINIMAL_MESSAGE, 10)), empty);
    assertThat(Feed.bytewise(inside)).isEqualTo(new Feed(MALFORMED, null, inside.length));
  }

  /** C04. */
  @Test
  void messageLongerThanTheLimit_isTooLargeByItsHeader() {
    byte[] bytes = hex("16 0301 0040 01 ffffff");
    assertThat(Feed.bytewise(bytes)).isEqualTo(new Feed(TOO_LARGE, null, 9));
    assertThat(Feed.whole(hex("16 0301 0040 01 00fffd")).result()).isEqualTo(TOO_LARGE);
    assertThat(Feed.whole(hex("16 0301 0040 01 00fffc")).result()).isEqualTo(PENDING);
  }

  /** C05. */
  @ParameterizedTest
  @ValueSource(ints = {16_383, 16_384, 16_385, 40_000, ClientHelloParser.MAX_HANDSHAKE})
  void paddedHello_overAsManyRecordsAsItTakes_isComplete(int size) {
    byte[] message = padded(size);
    byte[] bytes = records(message, 1 << 14);
    assertThat(message).hasSize(size);
    assertThat(Feed.whole(bytes)).isEqualTo(new Feed(COMPLETE, A_TEST, bytes.length));
    assertThat(Feed.bytewise(bytes)).isEqualTo(new Feed(COMPLETE, A_TEST, bytes.length));
  }

  /** C05. */
  @Test
  void paddedHello_oneByteOverTheLimit_isTooLarge() {
    byte[] bytes = records(padded(ClientHelloParser.MAX_HANDSHAKE + 1), 1 << 14);
    assertThat(Feed.bytewise(bytes)).isEqualTo(new Feed(TOO_LARGE, null, 9));
  }

  @Test
  void tinyRecords_thatWouldInflateTheHello_areTooLarge() {
    byte[] bytes = records(padded(20_000), 1);
    Feed feed = Feed.bytewise(bytes);
    assertThat(feed.result()).isEqualTo(TOO_LARGE);
    assertThat(feed.seen()).isBetween(ClientHelloParser.MAX_BYTES - 5, ClientHelloParser.MAX_BYTES);
    assertThat(Feed.whole(bytes).result()).isEqualTo(TOO_LARGE);
  }

  /** C07. */
  @Test
  void twoNames_areMalformed() {
    byte[] a = join(hex("00"), sized16(ascii("a.test")));
    byte[] b = join(hex("00"), sized16(ascii("b.test")));
    byte[] otherType = join(hex("01"), sized16(ascii("a.test")));
    assertMalformed(with(extension(0, sized16(join(a, b)))));
    assertMalformed(with(serverName("a.test"), serverName("b.test")));
    assertMalformed(with(serverName("a.test"), serverName("a.test")));
    assertMalformed(with(extension(0, sized16(join(otherType, b)))));
    assertMalformed(with(extension(0, sized16(join(b, otherType)))));
    assertMalformed(with(extension(0, sized16(otherType))));
  }

  /** C08; each has the lengths of extension, list and name. */
  @ParameterizedTest
  @CsvSource({
    "000b, 000a, 0006",
    "000b, 0008, 0006",
    "000b, 0009, 0005",
    "000b, 0009, 0007",
    "000b, 0009, ffff",
    "000b, ffff, 0006",
    "000b, 0009, 0030",
    "000a, 0009, 0006",
    "000c, 0009, 0006",
    "ffff, 0009, 0006",
  })
  void serverName_withALengthThatDoesNotFit_isMalformed(
      String extension, String list, String name) {
    byte[] value = join(hex("0000" + extension + list + "00" + name), ascii("a.test"));
    assertMalformed(with(value));
    assertMalformed(with(value, alpn("h2"), extension(PADDING, new byte[100])));
    assertMalformed(with(alpn("h2"), value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "0000", "000100", "00020000", "0003000000", "000400000061"})
  void serverName_withoutAName_isMalformed(String value) {
    assertMalformed(with(extension(0, hex(value))));
  }

  /** C09. */
  @ParameterizedTest
  @CsvSource({
    "A.TEST, a.test",
    "a.test., a.test",
    "x.w.test, x.w.test",
    "x.y.w.test, x.y.w.test",
    "xn--bcher-kva.test, xn--bcher-kva.test",
    "localhost, localhost",
  })
  void serverName_isInCanonicalForm(String sent, String canonical) {
    assertThat(Feed.whole(named(sent)).hello()).isEqualTo(new ClientHello(canonical, List.of()));
  }

  /** C09, C10, C11. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a..test",
        ".a.test",
        "a.test..",
        "a.test\0",
        "a.test\0.evil",
        "a.test\nFAKE",
        "${jndi:x}",
        "a_b.test",
        "-a.test",
        "a-.test",
        "a test",
        "*.test",
        "b\u00fccher.test",
        "\u00c3\u00bc.test",
        "\u0080\u00ff",
        "a.test:443",
        "127.0.0.1",
        "127.1",
        "::1",
        "[::1]",
      })
  void serverName_thatIsNotAHostName_isMalformed(String sent) {
    assertMalformed(named(sent));
  }

  /** C10. */
  @Test
  void serverName_thatIsTooLong_isMalformed() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));
    assertThat(Feed.whole(named(longest)).hello()).isEqualTo(new ClientHello(longest, List.of()));
    assertThat(Feed.whole(named(longest + ".")).result()).isEqualTo(COMPLETE);
    assertMalformed(named(longest + "a"));
    assertMalformed(named(longest + "a."));
    assertMalformed(named("a" + label + ".test"));
    assertMalformed(named("a".repeat(60_000)));
  }

  /** C12. */
  @Test
  void helloWithoutServerName_isComplete() {
    assertThat(Feed.whole(with(alpn("h2"))).hello())
        .isEqualTo(new ClientHello(null, List.of("h2")));
    assertThat(Feed.whole(with()).hello()).isEqualTo(new ClientHello(null, List.of()));
  }

  @Test
  void helloWithoutExtensionBlock_isComplete() {
    byte[] old = join(hex("0301"), new byte[32], hex("20"), new byte[32], hex("0002002f 0100"));
    assertThat(Feed.bytewise(record(message(old))))
        .isEqualTo(new Feed(COMPLETE, new ClientHello(null, List.of()), 5 + 4 + old.length));
  }

  /** C13: known from the first byte. */
  @ParameterizedTest
  @ValueSource(
      strings = {"80 2e 01 0301", "47 45 54 20 2f", "00", "13", "18", "ff", "0d0a0d0a000d0a51"})
  void otherProtocol_isOtherByItsFirstByte(String hex) {
    assertThat(Feed.bytewise(hex(hex))).isEqualTo(new Feed(OTHER, null, 1));
  }

  /** C13. */
  @ParameterizedTest
  @CsvSource({
    "15 0301 0002 0228, 1",
    "14 0301 0001 01, 1",
    "17 0303 0001 00, 1",
    "16 0200 003e 01, 2",
    "16 0401 003e 01, 2",
    "16 0305 003e 01, 3",
    "16 03ff 003e 01, 3",
    "16 0301 4001 01, 5",
    "16 0301 4100 01, 4",
    "16 0301 ffff 01, 4",
    "16 0301 003e 02, 6",
    "16 0301 003e 00, 6",
  })
  void recordThatBeginsNoHello_isMalformedAtThatByte(String hex, int seen) {
    assertThat(Feed.bytewise(hex(hex))).isEqualTo(new Feed(MALFORMED, null, seen));
    assertThat(Feed.whole(hex(hex)).result()).isEqualTo(MALFORMED);
  }

  /** C13: some servers' clients send 3.0 in the first record. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void recordVersion_ofAnyTls_isAccepted(int minor) {
    byte[] bytes = MINIMAL.clone();
    bytes[2] = (byte) minor;
    assertThat(Feed.whole(bytes).hello()).isEqualTo(A_TEST);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x14, 0x15, 0x17, 0x47})
  void laterRecord_thatIsNoHandshake_isMalformed(int type) {
    byte[] bytes = twoRecords(MINIMAL_MESSAGE, 20);
    bytes[25] = (byte) type;
    assertThat(Feed.bytewise(bytes)).isEqualTo(new Feed(MALFORMED, null, 26));
  }

  @Test
  void bytesBehindTheHello_inItsRecord_areMalformed() {
    assertMalformed(record(join(MINIMAL_MESSAGE, hex("00"))));
    assertMalformed(record(join(MINIMAL_MESSAGE, MINIMAL_MESSAGE)));
    byte[] second = join(Arrays.copyOfRange(MINIMAL_MESSAGE, 20, 62), hex("00"));
    assertMalformed(join(record(Arrays.copyOf(MINIMAL_MESSAGE, 20)), record(second)));
  }

  @Test
  void bytesBehindTheHello_inRecordsOfTheirOwn_areNotLookedAt() {
    byte[] early = join(MINIMAL, hex("14 0303 0001 01 17 0303 0003 010203"));
    assertThat(Feed.whole(early)).isEqualTo(new Feed(COMPLETE, A_TEST, early.length));
    assertThat(Feed.bytewise(early)).isEqualTo(new Feed(COMPLETE, A_TEST, 67));
  }

  /** What follows version and random. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "00", // no cipher suites
        "21 000000000000000000000000000000000000000000000000000000000000000000 00021301 0100",
        "ff 00021301 0100", // session id reaches over the end
        "00 0000 0100", // cipher suites empty
        "00 0003130113 0100", // odd
        "00 ffff1301 0100", // reach over the end
        "00 00021301", // no compression methods
        "00 00021301 00", // empty
        "00 00021301 02 00", // reach over the end
        "00 00021301 0100 00", // half a length
        "00 00021301 0100 0001", // extensions reach over the end
        "00 00021301 0100 0000 00", // end before it
        "00 00021301 0100 0001 00", // no extension at all
        "00 00021301 0100 0003 001500", // half a header
        "00 00021301 0100 0004 00150001", // value reaches over the end
        "00 00021301 0100 0005 0015000000", // one byte left over
        "00 00021301 0100 0008 00150000 00150000", // twice
      })
  void body_withALengthThatDoesNotFit_isMalformed(String hex) {
    assertMalformed(record(message(join(hex("0303"), new byte[32], hex(hex)))));
  }

  @Test
  void body_shorterThanVersionAndRandom_isMalformed() {
    for (int length = 0; length < 35; length++) {
      assertMalformed(record(message(new byte[length])));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0a0a, 0xfafa, 0xfe0d, 0xff01, 0xffff, 63, 64, 35})
  void unknownExtension_isSkipped_butNotTwice(int type) {
    byte[] unknown = extension(type, new byte[] {1, 2, 3});
    assertThat(Feed.whole(with(unknown, serverName("a.test"))).hello()).isEqualTo(A_TEST);
    assertThat(Feed.whole(with(serverName("a.test"), unknown)).hello()).isEqualTo(A_TEST);
    assertMalformed(with(unknown, serverName("a.test"), unknown));
  }

  @Test
  void allExtensionsThereAre_areSkipped_butNoneTwice() {
    byte[][] extensions =
        IntStream.range(100, 16_000)
            .mapToObj(type -> extension(type, new byte[0]))
            .toArray(byte[][]::new);
    byte[] all = join(extensions);
    byte[] message = message(body(serverName("a.test"), all));
    assertThat(Feed.whole(records(message, 1 << 14)).hello()).isEqualTo(A_TEST);
    for (int repeated : new int[] {100, 131, 132, 15_999}) {
      message = message(body(all, extension(repeated, new byte[0])));
      assertMalformed(records(message, 1 << 14));
    }
  }

  @Test
  void alpn_isReadInOrder() {
    String longest = "x".repeat(255);
    byte[] bytes = with(alpn("h2", "http/1.1", "\u00ff\0", "h2", longest), serverName("a.test"));
    assertThat(Feed.whole(bytes).hello())
        .isEqualTo(new ClientHello("a.test", List.of("h2", "http/1.1", "\u00ff\0", "h2", longest)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "0000",
        "000100",
        "0002026832",
        "0003026832 00",
        "0004026832",
        "0003036832",
        "0005 026832 0268",
        "0004 026832 00",
        "0004 00 026832",
        "0001 01"
      })
  void alpn_withALengthThatDoesNotFit_isMalformed(String hex) {
    assertMalformed(with(extension(16, hex(hex))));
    assertMalformed(with(extension(16, hex(hex)), serverName("a.test")));
  }

  @Test
  void alpn_withMoreProtocolsThanAreKept_isTooLarge() {
    String[] most = Collections.nCopies(HelloReader.MAX_PROTOCOLS, "x").toArray(String[]::new);
    assertThat(Feed.whole(with(alpn(most))).hello())
        .isEqualTo(new ClientHello(null, List.of(most)));
    String[] tooMany =
        Collections.nCopies(HelloReader.MAX_PROTOCOLS + 1, "x").toArray(String[]::new);
    byte[] bytes = with(alpn(tooMany));
    assertThat(Feed.whole(bytes)).isEqualTo(new Feed(TOO_LARGE, null, bytes.length));
  }

  @Test
  void result_onceDecided_neverChanges() {
    ClientHelloParser parser = new ClientHelloParser();
    assertThat(parser.parse(ByteBuffer.wrap(MINIMAL))).isEqualTo(COMPLETE);
    assertThat(parser.parse(ByteBuffer.wrap(hex("47")))).isEqualTo(COMPLETE);
    assertThat(parser.hello()).isEqualTo(A_TEST);
    parser = new ClientHelloParser();
    assertThat(parser.parse(ByteBuffer.wrap(hex("47")))).isEqualTo(OTHER);
    assertThat(parser.parse(ByteBuffer.wrap(MINIMAL))).isEqualTo(OTHER);
    assertThat(parser.hello()).isNull();
  }

  @Test
  void noBytes_arePending() {
    ClientHelloParser parser = new ClientHelloParser();
    assertThat(parser.parse(ByteBuffer.allocate(0))).isEqualTo(PENDING);
    assertThat(parser.hello()).isNull();
  }

  @Test
  void buffer_ofAnyKindAndState_isReadFromZeroToLimitAndLeftAsItWas() {
    ByteBuffer direct = ByteBuffer.allocateDirect(MINIMAL.length + 9).put(MINIMAL);
    ByteBuffer heap = ByteBuffer.wrap(join(new byte[7], MINIMAL)).position(7).slice();
    for (ByteBuffer buffer : List.of(direct, heap, heap.asReadOnlyBuffer())) {
      buffer.order(ByteOrder.LITTLE_ENDIAN).limit(MINIMAL.length).position(11);
      ClientHelloParser parser = new ClientHelloParser();
      assertThat(parser.parse(buffer)).isEqualTo(COMPLETE);
      assertThat(parser.hello()).isEqualTo(A_TEST);
      assertThat(buffer.position()).isEqualTo(11);
      assertThat(buffer.limit()).isEqualTo(MINIMAL.length);
      assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Otherwise 64 KiB byte by byte would take quadratic time. */
  @Test
  void incompleteHello_isNotLookedAtTwice() {
    byte[] bytes = records(padded(40_000), 1_000);
    ByteBuffer window = ByteBuffer.allocate(bytes.length);
    ClientHelloParser parser = new ClientHelloParser();
    for (int i = 0; i < bytes.length - 1; i++) {
      window.limit(i + 1).put(i, bytes[i]);
      assertThat(parser.parse(window)).isEqualTo(PENDING);
      window.put(i, (byte) 0xee);
    }
    assertThat(parser.parse(ByteBuffer.wrap(bytes))).isEqualTo(COMPLETE);
    assertThat(parser.hello()).isEqualTo(A_TEST);
  }

  @Test
  void incompleteHello_costsNoAllocation() {
    byte[] bytes = records(padded(40_000), 1_000);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    ClientHelloParser parser = new ClientHelloParser();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    Inspection result = PENDING;
    for (int i = 1; i < bytes.length; i++) {
      result = parser.parse(buffer.limit(i));
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(result).isEqualTo(PENDING);
    // Some hundred bytes come from the measurement; one byte a call would be 40,000.
    assertThat(allocated).isLessThan(4_096);
  }

  private static void assertMalformed(byte[] bytes) {
    assertThat(Feed.whole(bytes)).isEqualTo(new Feed(MALFORMED, null, bytes.length));
    assertThat(Feed.bytewise(bytes).result()).isEqualTo(MALFORMED);
  }

  /** A message for a.test of exactly so many bytes. */
  private static byte[] padded(int size) {
    int bare = message(body(serverName("a.test"), extension(PADDING, new byte[0]))).length;
    return message(body(extension(PADDING, new byte[size - bare]), serverName("a.test")));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
