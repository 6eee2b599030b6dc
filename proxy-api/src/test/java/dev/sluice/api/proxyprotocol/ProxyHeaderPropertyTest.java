package dev.sluice.api.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Complete;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Reading;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read as it was meant, and nothing that is read is a surprise. */
class ProxyHeaderPropertyTest {

  @Provide
  Arbitrary<InetSocketAddress> addresses() {
    Arbitrary<byte[]> octets = Arbitraries.bytes().array(byte[].class).ofSize(16);
    return Combinators.combine(
            octets, Arbitraries.of(4, 16), Arbitraries.integers().between(0, 0xffff))
        .as((bytes, size, port) ->
            new InetSocketAddress(address(Arrays.copyOf(bytes, size)), port));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Provide
  Arbitrary<List<Tlv>> tlvs() {
    Arbitrary<Integer> types =
        Arbitraries.of(Tlv.ALPN, Tlv.AUTHORITY, Tlv.NOOP, Tlv.UNIQUE_ID, 0x30, 0xe0, 0xff);
    Arbitrary<byte[]> values = Arbitraries.bytes().array(byte[].class).ofMaxSize(128);
    return Combinators.combine(types, values).as(Tlv::new).list().ofMaxSize(8);
  }

  private static InetAddress mapped(InetAddress address, boolean ipv4) {
    // The JDK makes an IPv4 address of a mapped one, which is what both ends mean.
    return address(ipv4 ? address.getAddress() : Version2.ipv6(address));
  }

  private static void assertSame(
      Reading read, InetSocketAddress source, InetSocketAddress destination, int length) {
    assertThat(read).isInstanceOf(Complete.class);
    Complete complete = (Complete) read;
    assertThat(complete.length()).isEqualTo(length);
    boolean ipv4 =
        source.getAddress() instanceof Inet4Address
            && destination.getAddress() instanceof Inet4Address;
    assertThat(complete.header().source())
        .isEqualTo(new InetSocketAddress(mapped(source.getAddress(), ipv4), source.getPort()));
    assertThat(complete.header().destination())
        .isEqualTo(
            new InetSocketAddress(mapped(destination.getAddress(), ipv4), destination.getPort()));
  }

  @Property(tries = 500)
  void version1_isReadAsItWasWritten(
      @ForAll("addresses") InetSocketAddress source,
      @ForAll("addresses") InetSocketAddress destination) {
    byte[] header = ProxyHeaderWriter.version1(source, destination);
    assertThat(header.length).isLessThanOrEqualTo(107);
    assertSame(Headers.read(header), source, destination, header.length);
  }

  @Property(tries = 500)
  void version2_isReadAsItWasWritten(
      @ForAll("addresses") InetSocketAddress source,
      @ForAll("addresses") InetSocketAddress destination,
      @ForAll("tlvs") List<Tlv> tlvs,
      @ForAll boolean checksum) {
    byte[] header = ProxyHeaderWriter.version2(source, destination, tlvs, checksum);
    assertThat(((header[14] & 0xff) << 8) | (header[15] & 0xff)).isEqualTo(header.length - 16);
    byte[] withMore = Arrays.copyOf(header, header.length + 7);
    Reading read = Headers.read(withMore);
    assertSame(read, source, destination, header.length);
    List<Tlv> found = new ArrayList<>(((Complete) read).header().tlvs());
    found.removeIf(tlv -> tlv.type() == Tlv.CRC32C);
    assertThat(found).isEqualTo(tlvs);
  }

  @Property(tries = 500)
  void anyCut_isPending(
      @ForAll("addresses") InetSocketAddress source,
      @ForAll("tlvs") List<Tlv> tlvs,
      @ForAll boolean binary) {
    byte[] header =
        binary
            ? ProxyHeaderWriter.version2(source, source, tlvs, true)
            : ProxyHeaderWriter.version1(source, source);
    for (int i = 0; i < header.length; i++) {
      assertThat(Headers.read(Arrays.copyOf(header, i))).isEqualTo(ProxyHeaderReader.PENDING);
    }
  }

  /** A byte more or less in a checked header never tells another address. */
  @Property(tries = 500)
  void changedByte_isNoticed(
      @ForAll("addresses") InetSocketAddress source,
      @ForAll("tlvs") List<Tlv> tlvs,
      @ForAll int place,
      @ForAll byte change) {
    byte[] header = ProxyHeaderWriter.version2(source, source, tlvs, true);
    byte[] changed = header.clone();
    changed[Math.floorMod(place, header.length)] ^= change;
    if (Headers.read(changed) instanceof Complete complete && complete.header().source() != null) {
      boolean checked = complete.header().find(Tlv.CRC32C) != null;
      assertThat(!checked || Arrays.equals(header, changed)).isTrue();
    }
  }
}
