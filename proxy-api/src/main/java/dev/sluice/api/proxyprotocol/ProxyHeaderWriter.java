package dev.sluice.api.proxyprotocol;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes headers. Addresses that are not of IP (a Unix socket's) are told as not known; if one of
 * two is of IPv4 and the other of IPv6, both are told as of IPv6, the first one mapped.
 */
public final class ProxyHeaderWriter {

  private ProxyHeaderWriter() {}

  /** A header of version 1. */
  public static byte[] version1(SocketAddress source, SocketAddress destination) {
    InetSocketAddress from = inet(source);
    InetSocketAddress to = inet(destination);
    return from == null || to == null ? Version1.write(null, null) : Version1.write(from, to);
  }

  /**
   * A header of version 2, for a client.
   *
   * @param tlvs in this order; all together with at most 65000 bytes
   * @param checksum whether a TLV with the checksum follows them; they must not have one themselves
   */
  public static byte[] version2(
      SocketAddress source, SocketAddress destination, List<Tlv> tlvs, boolean checksum) {
    InetSocketAddress from = inet(source);
    InetSocketAddress to = inet(destination);
    boolean told = from != null && to != null;
    return Version2.write(new ProxyHeader(told ? from : null, told ? to : null, tlvs), checksum);
  }

  /** A header of version 2 by which the sender speaks for itself. */
  public static byte[] local() {
    return Version2.local();
  }

  private static @Nullable InetSocketAddress inet(SocketAddress address) {
    return address instanceof InetSocketAddress inet && !inet.isUnresolved() ? inet : null;
  }
}
