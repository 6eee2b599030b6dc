package dev.sluice.plugin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.settings.BadValueException;
import inet.ipaddr.IPAddressString;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSetTest {

  private static AddressSet set(List<String> networks) {
    List<Network> parsed = new ArrayList<>();
    for (String network : networks) {
      try {
        parsed.add(Network.parse(network));
      } catch (BadValueException e) {
        throw new AssertionError(network, e);
      }
    }
    return new AddressSet(parsed);
  }

  private static boolean contains(AddressSet set, InetAddress address) {
    return set.contains(new InetSocketAddress(address, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,192.0.2.1,true",
    "192.0.2.1,192.0.2.2,false",
    "192.0.2.1/32,192.0.2.1,true",
    "10.0.0.0/8,10.255.255.255,true",
    "10.0.0.0/8,11.0.0.0,false",
    "10.0.0.0/8,9.255.255.255,false",
    "10.1.2.3/8,10.0.0.0,true",
    "0.0.0.0/0,255.255.255.255,true",
    "128.0.0.0/1,127.255.255.255,false",
    "128.0.0.0/1,200.0.0.1,true",
    "0.0.0.0/0,::1,false",
    "::/0,10.0.0.1,false",
    "::/0,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,true",
    "fd00::/8,fdff::1,true",
    "fd00::/8,fe00::,false",
    "2001:db8::/32,2001:db8:8000::8000:0:0:1,true",
    "2001:db8::1,2001:DB8:0::1,true",
    "2001:db8::/65,2001:db8::8000:0:0:0,false",
    "2001:db8::/64,2001:db8::8000:0:0:0,true",
    "::ffff:10.0.0.0/104,10.9.9.9,true",
    "::ffff:10.0.0.0/104,11.0.0.0,false",
    "::ffff:192.0.2.1,192.0.2.1,true",
    "192.0.2.1,::ffff:192.0.2.1,true",
  })
  void network_holdsTheAddressesOfItsPrefix(String network, String address, boolean expected) {
    assertThat(contains(set(List.of(network)), InetAddress.ofLiteral(address))).isEqualTo(expected);
  }

  @Test
  void mappedAddress_thatTheJdkKeptAsIpv6_isTheIpv4Address() throws UnknownHostException {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
    InetAddress address = Inet6Address.getByAddress("", mapped, -1);
    assertThat(address).isInstanceOf(Inet6Address.class);
    assertThat(contains(set(List.of("192.0.2.0/24")), address)).isTrue();
    assertThat(contains(set(List.of("::/0")), address)).isFalse();
  }

  @Test
  void whatIsNoIpAddress_isInNoSet() {
    AddressSet all = set(List.of("0.0.0.0/0", "::/0"));
    assertThat(all.contains(UnixDomainSocketAddress.of("run/x.sock"))).isFalse();
    assertThat(all.contains(InetSocketAddress.createUnresolved("a.test", 1))).isFalse();
  }

  @Test
  void emptySet_holdsNothing() {
    assertThat(contains(set(List.of()), InetAddress.ofLiteral("10.0.0.1"))).isFalse();
    assertThat(contains(set(List.of()), InetAddress.ofLiteral("::"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.test",
        "localhost",
        "10",
        "10.1",
        "10.0.0",
        "10.0.0.0.0",
        "010.0.0.1",
        "256.0.0.1",
        "0x7f.0.0.1",
        "10.0.0.1/",
        "10.0.0.1/33",
        "10.0.0.1/-1",
        "10.0.0.1/08",
        "10.0.0.1/8/8",
        "10.0.0.0/255.0.0.0",
        " 10.0.0.1",
        "10.0.0.1 ",
        ":",
        "::1::",
        "12345::",
        "::/129",
        "fe80::1%eth0",
        "[::1]",
        "::ffff:10.0.0.0/95",
        "\u0661.0.0.1",
        "::1/",
        "/8",
        "::ffff:1.2"
      })
  void textThatIsNoNetwork_isAProblem(String text) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(BadValueException.class)
        .hasMessageContaining("expected");
  }

  @Provide
  Arbitrary<String> addresses() {
    // Few different bytes, so that networks overlap and touch.
    Arbitrary<Integer> octets = Arbitraries.of(0, 1, 2, 3, 127, 128, 254, 255);
    Arbitrary<String> ipv4 =
        Combinators.combine(octets, octets, octets)
            .as((b, c, d) -> "10.%d.%d.%d".formatted(b, c, d));
    Arbitrary<Integer> groups = Arbitraries.of(0, 1, 0x7fff, 0x8000, 0xffff);
    Arbitrary<String> ipv6 =
        Combinators.combine(groups, groups, groups)
            .as((b, e, h) -> "8000:%x:0:0:%x:0:0:%x".formatted(b, e, h));
    return Arbitraries.oneOf(ipv4, ipv6);
  }

  @Provide
  Arbitrary<List<String>> networks() {
    return Combinators.combine(addresses(), Arbitraries.integers().between(0, 128))
        .as((address, bits) -> address + "/" + (address.contains(":") ? bits : bits / 4))
        .list()
        .ofMaxSize(40);
  }

  @Property
  void set_holdsExactlyWhatOneOfItsNetworksHolds(
      @ForAll("networks") List<String> networks, @ForAll("addresses") String address) {
    boolean expected =
        networks.stream()
            .anyMatch(network ->
                new IPAddressString(network)
                    .getAddress()
                    .toPrefixBlock()
                    .contains(new IPAddressString(address).getAddress()));
    assertThat(contains(set(networks), InetAddress.ofLiteral(address))).isEqualTo(expected);
  }
}
