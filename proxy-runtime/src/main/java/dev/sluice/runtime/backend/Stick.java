package dev.sluice.runtime.backend;

import dev.sluice.api.session.Client;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How a backend's sessions stay with their servers by the addresses of their clients. A client on a
 * Unix socket has none, and stays with nobody.
 *
 * @param table who was where
 * @param v4 of how many bits an IPv4 address counts
 * @param v6 the same for IPv6
 */
public record Stick(StickTable table, int v4, int v6) {

  /** As RFC 4291 section 2.5.5.2 has them; no IPv6 client has such an address. */
  private static final long MAPPED = 0xffff_0000_0000L;

  /** The name of the server that a client was with; null if it is not known. */
  @Nullable String server(Client client) {
    InetAddress address = address(client);
    return address == null ? null : table.use(high(address), low(address));
  }

  /** A client is with a server now. */
  void store(Client client, String server) {
    InetAddress address = address(client);
    if (address != null) {
      table.put(high(address), low(address), server);
    }
  }

  private static @Nullable InetAddress address(Client client) {
    return client.address() instanceof InetSocketAddress socket ? socket.getAddress() : null;
  }

  private long high(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? 0 : ByteBuffer.wrap(bytes).getLong(0) & mask(Math.min(v6, 64));
  }

  private long low(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? MAPPED | (ByteBuffer.wrap(bytes).getInt(0) & (mask(v4) >>> 32))
        : ByteBuffer.wrap(bytes).getLong(8) & mask(v6 - 64);
  }

  /** The upper bits of a long. */
  private static long mask(int bits) {
    return bits <= 0 ? 0 : -1L << (64 - bits);
  }
}
