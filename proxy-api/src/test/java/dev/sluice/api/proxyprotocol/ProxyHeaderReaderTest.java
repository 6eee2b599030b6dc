package dev.sluice.api.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Beginning;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Pending;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the specification wants accepted, and everything that it wants refused. */
class ProxyHeaderReaderTest {

  private static final String IPV4 = "7f000001 7f000002 002a 0539 ";

  /** In the text \r and \n are two characters each. */
  private static byte[] line(String text) {
    return Headers.text(text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\\r\\n | 192.0.2.1:56324 198.51.100.1:443",
        "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\\r\\n"
            + " | 255.255.255.255:65535 255.255.255.255:65535",
        "PROXY TCP4 0.0.0.0 0.0.0.0 0 0\\r\\n              | 0.0.0.0:0 0.0.0.0:0",
        "PROXY TCP6 2001:db8::1 ::1 1 2\\r\\n" + " | 2001:db8:0:0:0:0:0:1:1 0:0:0:0:0:0:0:1:2",
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
            + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\\r\\n"
            + " | ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:65535"
            + " ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:65535",
        "PROXY TCP6 ::ffff:192.0.2.1 ::2 1 2\\r\\n         | 192.0.2.1:1 0:0:0:0:0:0:0:2:2",
        "PROXY UNKNOWN\\r\\n                               | - -",
        "PROXY UNKNOWN x y z\\r\\n                         | - -",
        "PROXY UNKNOWN 1.2.3.4 1.2.3.4 5 6\\r\\nrest       | - - +4",
      })
  void version1_isRead(String text, String expected) {
    assertThat(Headers.told(line(text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROXY TCP4 192.0.2.1 198.51.100.1 00443 443\\r\\n   | not a port",
        "PROXY TCP4 192.0.2.1 198.51.100.1 443 65536\\r\\n   | not a port",
        "PROXY TCP4 192.0.2.1 198.51.100.1 443 99999999\\r\\n| not a port",
        "PROXY TCP4 192.0.2.1 198.51.100.1 -1 443\\r\\n      | not a port",
        "PROXY TCP4 192.0.2.1 198.51.100.1 +1 443\\r\\n      | not a port",
        "PROXY TCP4 ::1 198.51.100.1 1 443\\r\\n             | not an address of IPv4",
        "PROXY TCP4 010.0.0.1 198.51.100.1 1 443\\r\\n       | not an address of IPv4",
        "PROXY TCP4 256.0.0.1 198.51.100.1 1 443\\r\\n       | not an address of IPv4",
        "PROXY TCP4 10.1 198.51.100.1 1 443\\r\\n            | not an address of IPv4",
        "PROXY TCP4 0x7f.0.0.1 198.51.100.1 1 443\\r\\n      | not an address of IPv4",
        "PROXY TCP4 localhost 198.51.100.1 1 443\\r\\n       | not an address of IPv4",
        "PROXY TCP6 192.0.2.1 198.51.100.1 1 443\\r\\n       | not an address of IPv6",
        "PROXY TCP6 fe80::1%lo ::1 1 443\\r\\n               | not an address of IPv6",
        "PROXY TCP6 [::1] ::1 1 443\\r\\n                    | not an address of IPv6",
        "PROXY TCP6 00001::1 ::1 1 443\\r\\n                 | not an address of IPv6",
        "PROXY TCP6 1::2::3 ::1 1 443\\r\\n                  | not an address of IPv6",
        "PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 443\\r\\n        | not an address of IPv6",
        "PROXY TCP6 ::ffff:010.0.0.1 ::1 1 443\\r\\n         | not an address of IPv6",
        "PROXY TCP4  192.0.2.1 198.51.100.1 1 443\\r\\n"
            + "      | not six words with a space between them",
        "PROXY TCP4 192.0.2.1 198.51.100.1 1 443 \\r\\n"
            + "      | not six words with a space between them",
        "PROXY TCP4 192.0.2.1 198.51.100.1 1\\r\\n"
            + "           | not six words with a space between them",
        "PROXY TCP4\\r\\n"
            + "                                     | not six words with a space between them",
        "PROXY TCP5 192.0.2.1 198.51.100.1 1 443\\r\\n       | neither TCP4, TCP6 nor UNKNOWN",
        "PROXY tcp4 192.0.2.1 198.51.100.1 1 443\\r\\n       | neither TCP4, TCP6 nor UNKNOWN",
        "PROXY UNKNOWNS\\r\\n                                 | neither TCP4, TCP6 nor UNKNOWN",
        "PROXY  TCP4 192.0.2.1 198.51.100.1 1 443\\r\\n      | neither TCP4, TCP6 nor UNKNOWN",
        "PROXY TCP4 192.0.2.1 198.51.100.1 1 443\\n"
            + "          | a line feed without a carriage return",
        "PROXY UNKNOWN a\\nb\\r\\n"
            + "                           | a line feed without a carriage return",
        "PROXY TCP4 192.0.2.1 198.51.100.1 1 443\\r          | pending",
        "PROXY TCP4 192.0.2.1 198.51.100.1 1 443\\r\\r\\n"
            + "     | a carriage return without a line feed",
        "proxy TCP4 192.0.2.1 198.51.100.1 1 443\\r\\n       | no PROXY header",
        "PROXYTCP4                                           | no PROXY header",
        "GET / HTTP/1.1\\r\\n                                | no PROXY header",
        "\\r\\nPROXY UNKNOWN\\r\\n                           | no PROXY header",
      })
  void version1_isRefused(String text, String reason) {
    assertThat(Headers.told(line(text))).isEqualTo(reason);
  }

  @Test
  void version1_hasAtMost107Bytes() {
    String most = "PROXY UNKNOWN " + "x".repeat(107 - 14 - 2);
    assertThat(Headers.told(Headers.text(most + "\r\n"))).isEqualTo("- -");
    assertThat(Headers.told(Headers.text(most + "\r"))).isEqualTo("pending");
    assertThat(Headers.told(Headers.text(most + "x"))).isEqualTo("pending");
    for (String end : new String[] {"x\r\n", "xx", "x\r"}) {
      assertThat(Headers.told(Headers.text(most + end))).isEqualTo("longer than 107 bytes");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "21 11 000c 7f000001 7f000002 002a 0539 | 127.0.0.1:42 127.0.0.2:1337",
        "21 11 000c ffffffff 00000000 ffff 0000 | 255.255.255.255:65535 0.0.0.0:0",
        "21 21 0024 00000000000000000000000000000001 20010db8000000000000000000000002 0001 0002"
            + " | 0:0:0:0:0:0:0:1:1 2001:db8:0:0:0:0:0:2:2",
        "21 11 0014 7f000001 7f000002 002a 0539 01 0002 6832 04 0000"
            + " | 127.0.0.1:42 127.0.0.2:1337 [01=6832, 04=]",
        "21 11 000f 7f000001 7f000002 002a 0539 e0 0000" + " | 127.0.0.1:42 127.0.0.2:1337 [e0=]",
        // The sender speaks for itself: what follows is skipped, whatever it says.
        "20 00 0000                             | - -",
        "20 00 0000 474554                      | - - +3",
        "20 11 000c 7f000001 7f000002 002a 0539 | - -",
        "20 ff 0003 ffffff                      | - -",
        // Addresses that are not of TCP are as good as none.
        "21 00 0000                             | - -",
        "21 00 0005 ea 0002 0102                | - - [ea=0102]",
        "21 12 000c 7f000001 7f000002 002a 0539 | - -",
        "21 01 0000                             | - -",
      })
  void version2_isRead(String hex, String expected) {
    assertThat(Headers.told(Headers.binary(hex))).isEqualTo(expected);
  }

  @Test
  void version2_ofAUnixSocket_tellsNoAddress_whateverItsPathIs() {
    String path = "0d0a50524f58592054435034203620362036203620312031".repeat(9);
    String block = (path + "00".repeat(216)).substring(0, 432);
    assertThat(Headers.told(Headers.binary("21 31 00d8" + block))).isEqualTo("- -");
    assertThat(Headers.told(Headers.binary("21 31 00d7" + block)))
        .isEqualTo("too short for its addresses");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ff                                     | not version 2",
        "11 11 000c                             | not version 2",
        "31                                     | not version 2",
        "01                                     | not version 2",
        "22                                     | neither LOCAL nor PROXY",
        "2f                                     | neither LOCAL nor PROXY",
        "21 41                                  | no such address family or transport",
        "21 f1                                  | no such address family or transport",
        "21 13                                  | no such address family or transport",
        "21 1f                                  | no such address family or transport",
        "21 11 000b                             | too short for its addresses",
        "21 11 0000                             | too short for its addresses",
        "21 21 0023                             | too short for its addresses",
        "21 22 000c                             | too short for its addresses",
        "21 11 0ff1                             | longer than 4096 bytes",
        "21 11 ffff                             | longer than 4096 bytes",
        "20 00 ffff                             | longer than 4096 bytes",
      })
  void version2_isRefused_asSoonAsItCanBe(String hex, String reason) {
    assertThat(Headers.told(Headers.binary(hex))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0014 | 02 000a 3132333435              | a TLV that is longer than the header",
        "0014 | 02 0004 31323334 00             | a TLV that is longer than the header",
        "000d | 04                              | a TLV that is longer than the header",
        "000e | 04 00                           | a TLV that is longer than the header",
        "0010 | 03 0001 00                      | a checksum that has not four bytes",
        "0014 | 03 0005 0000000000              | a checksum that has not four bytes",
        "000f | 03 0000                         | a checksum that has not four bytes",
        "0013 | 03 0004 00000000                | a wrong checksum",
        "001a | 03 0004 00000000 03 0004 00000000 | two checksums",
        "0013 | 20 0004 01000000                | a TLV about TLS that is cut short",
        "000f | 20 0000                         | a TLV about TLS that is cut short",
        "0017 | 20 0008 01 00000000 21 0001     | a TLV about TLS that is cut short",
        "0016 | 20 0007 01 00000000 21 00       | a TLV about TLS that is cut short",
      })
  void version2_isRefused_forATlv(String length, String tlvs, String reason) {
    assertThat(Headers.told(Headers.binary("21 11" + length + IPV4 + tlvs))).isEqualTo(reason);
  }

  @Test
  void uniqueId_hasAtMost128Bytes() {
    assertThat(Headers.told(Headers.binary("21 11 008f" + IPV4 + "05 0080" + "61".repeat(128))))
        .startsWith("127.0.0.1:42 ");
    assertThat(Headers.told(Headers.binary("21 11 0090" + IPV4 + "05 0081" + "61".repeat(129))))
        .isEqualTo("a unique id of more than 128 bytes");
  }

  @Test
  void checksum_isThatOfTheHeaderWithItselfZeroed() {
    byte[] header =
        ProxyHeaderWriter.version2(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 42),
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 1337),
            List.of(),
            true);
    assertThat(Headers.told(header)).startsWith("127.0.0.1:42 127.0.0.2:1337 [03=");
    for (int i = 0; i < header.length; i++) {
      byte[] wrong = header.clone();
      wrong[i] ^= 0x04;
      // Seven bytes from the end is the TLV's type: changed, it is a checksum no more.
      if (i != header.length - 7) {
        assertThat(Headers.told(wrong)).as("byte %d", i).doesNotContain("127.0.0");
      }
    }
  }

  @Test
  void nestedTls_isNotFollowed_howeverDeepItIs() {
    byte[] inner = new byte[0];
    for (int depth = 0; depth < 500; depth++) {
      byte[] ssl = new byte[5 + (depth == 0 ? 0 : 3 + inner.length)];
      if (depth > 0) {
        ssl[5] = 0x20;
        ssl[6] = (byte) (inner.length >> 8);
        ssl[7] = (byte) inner.length;
        System.arraycopy(inner, 0, ssl, 8, inner.length);
      }
      inner = ssl;
    }
    int length = 12 + 3 + inner.length;
    String hex =
        "21 11 %04x".formatted(length)
            + IPV4
            + "20 %04x".formatted(inner.length)
            + HexFormat.of().formatHex(inner);
    assertThat(Headers.told(Headers.binary(hex))).startsWith("127.0.0.1:42 127.0.0.2:1337 [20=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"21 11 0011" + IPV4 + "01 0002 6832", "20 00 0000", "21 00 0000"})
  void version2_isPending_untilItsLastByte(String hex) {
    assertPendingUntilTheLast(Headers.binary(hex));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n", "PROXY UNKNOWN\r\n"})
  void version1_isPending_untilItsLastByte(String text) {
    assertPendingUntilTheLast(Headers.text(text));
  }

  private static void assertPendingUntilTheLast(byte[] header) {
    for (int i = 0; i < header.length; i++) {
      assertThat(Headers.read(Arrays.copyOf(header, i)))
          .as("%d bytes", i)
          .isInstanceOf(Pending.class);
    }
    assertThat(Headers.told(header)).isNotEqualTo("pending");
  }

  @ParameterizedTest
  @CsvSource({
    "P, OPEN",
    "PROXY, OPEN",
    "'PROXY ', HEADER",
    "PROXY TCP4, HEADER",
    "PROXYX, OTHER",
    "p, OTHER",
    "GET, OTHER"
  })
  void beginning_isToldBySixCharacters(String text, Beginning expected) {
    assertThat(ProxyHeaderReader.begins(ByteBuffer.wrap(Headers.text(text)))).isEqualTo(expected);
  }

  @Test
  void beginning_isToldByTheWholeSignature() {
    byte[] signature = Headers.binary("");
    assertThat(ProxyHeaderReader.begins(ByteBuffer.wrap(signature))).isEqualTo(Beginning.HEADER);
    for (int i = 0; i < signature.length; i++) {
      byte[] part = Arrays.copyOf(signature, i);
      assertThat(ProxyHeaderReader.begins(ByteBuffer.wrap(part))).isEqualTo(Beginning.OPEN);
      byte[] other = signature.clone();
      other[i] ^= 1;
      assertThat(ProxyHeaderReader.begins(ByteBuffer.wrap(other))).isEqualTo(Beginning.OTHER);
    }
  }
}
