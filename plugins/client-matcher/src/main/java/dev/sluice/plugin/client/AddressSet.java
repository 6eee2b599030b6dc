package dev.sluice.plugin.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteOrder;
import java.util.Collection;

/**
 * The addresses of any number of networks. Immutable. A look-up takes time logarithmic in the
 * number of networks and allocates nothing but the JDK's copy of the address.
 *
 * <p>An IPv4-mapped IPv6 address is the IPv4 address. Apart from that the two do not mix: {@code
 * ::/0} holds no IPv4 address.
 */
final class AddressSet {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long UNSIGNED_INT = 0xffff_ffffL;
  private static final long MAPPED = 0xffffL;

  private final AddressRanges ipv4;
  private final AddressRanges ipv6;

  AddressSet(Collection<Network> networks) {
    ipv4 = AddressRanges.of(networks.stream().filter(Network::ipv4).toList());
    ipv6 = AddressRanges.of(networks.stream().filter(network -> !network.ipv4()).toList());
  }

  /** Whether the address is an IP address in one of the networks. */
  boolean contains(SocketAddress address) {
    if (!(address instanceof InetSocketAddress socket)) {
      return false;
    }
    InetAddress ip = socket.getAddress();
    return ip != null && contains(ip);
  }

  private boolean contains(InetAddress ip) {
    // The JDK hands out a copy, 24 or 32 bytes; it has no other way to read an address.
    byte[] octets = ip.getAddress();
    if (octets.length == 4) {
      return ipv4.contains(0, (int) INT.get(octets, 0) & UNSIGNED_INT);
    }
    long high = (long) LONG.get(octets, 0);
    long low = (long) LONG.get(octets, 8);
    return (high == 0 && low >>> 32 == MAPPED)
        ? ipv4.contains(0, low & UNSIGNED_INT)
        : ipv6.contains(high, low);
  }
}
