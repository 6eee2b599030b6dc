package dev.sluice.api.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers as other programs read them. */
class ProxyHeaderWriterTest {

  private static final SocketAddress UNIX = UnixDomainSocketAddress.of("run/\r\nPROXY x.sock");

  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 198.51.100.1, PROXY TCP4 192.0.2.1 198.51.100.1 1 443",
    "2001:db8::a, ::1, PROXY TCP6 2001:db8:0:0:0:0:0:a 0:0:0:0:0:0:0:1 1 443",
    "fe80::1%1, ::1, PROXY TCP6 fe80:0:0:0:0:0:0:1 0:0:0:0:0:0:0:1 1 443",
    "192.0.2.1, ::1, PROXY TCP6 ::ffff:192.0.2.1 0:0:0:0:0:0:0:1 1 443",
    "::1, 192.0.2.1, PROXY TCP6 0:0:0:0:0:0:0:1 ::ffff:192.0.2.1 1 443",
  })
  void version1_isALine(String source, String destination, String line) {
    assertThat(ProxyHeaderWriter.version1(address(source, 1), address(destination, 443)))
        .asString(ISO_8859_1)
        .isEqualTo(line + "\r\n");
  }

  @Test
  void unixSocket_isNotKnown_andItsPathIsNotWritten() {
    InetSocketAddress other = address("192.0.2.1", 1);
    assertThat(ProxyHeaderWriter.version1(UNIX, other))
        .isEqualTo(ProxyHeaderWriter.version1(other, UNIX))
        .asString(ISO_8859_1)
        .isEqualTo("PROXY UNKNOWN\r\n");
    assertThat(hex(ProxyHeaderWriter.version2(UNIX, UNIX, List.of(), false)))
        .isEqualTo(Headers.SIGNATURE + "21000000");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void version2_isBinary() {
    List<Tlv> tlvs = List.of(Tlv.text(Tlv.AUTHORITY, "a.test"), new Tlv(Tlv.ALPN, new byte[] {1}));
    assertThat(
            hex(
                ProxyHeaderWriter.version2(
                    address("192.0.2.1", 1), address("198.51.100.1", 443), tlvs, false)))
        .isEqualTo(
            Headers.SIGNATURE
                + "2111"
                + "0019"
                + "c0000201"
                + "c6336401"
                + "0001"
                + "01bb"
                + "020006612e74657374"
                + "01000101");
    assertThat(
            hex(
                ProxyHeaderWriter.version2(
                    address("192.0.2.1", 1), address("::1", 443), List.of(), false)))
        .isEqualTo(
            Headers.SIGNATURE
                + "2121"
                + "0024"
                + "00000000000000000000ffffc0000201"
                + "00000000000000000000000000000001"
                + "0001"
                + "01bb");
    assertThat(hex(ProxyHeaderWriter.local())).isEqualTo(Headers.SIGNATURE + "20000000");
  }

  /** The length of a header can say no more; writing the rest all the same spills it. */
  @Test
  void tlvsThatDoNotFit_areNotWritten() {
    List<Tlv> tlvs = Collections.nCopies(2, new Tlv(0xe0, new byte[40_000]));
    assertThatThrownBy(() -> ProxyHeaderWriter.version2(UNIX, UNIX, tlvs, true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
