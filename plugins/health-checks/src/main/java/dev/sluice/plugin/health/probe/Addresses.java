package dev.sluice.plugin.health.probe;

import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses as Vert.x has them, and as Java has them. */
final class Addresses {

  private Addresses() {}

  static SocketAddress vertx(java.net.SocketAddress address) {
    return switch (address) {
      case UnixDomainSocketAddress unix ->
          SocketAddress.domainSocketAddress(unix.getPath().toString());
      case InetSocketAddress inet -> SocketAddress.inetSocketAddress(inet);
      default -> throw new IllegalArgumentException("an address of no known kind: " + address);
    };
  }

  /** Of a connection, whose address is never a name; the client's end of a Unix socket has none. */
  static java.net.SocketAddress java(@Nullable SocketAddress address) {
    if (address == null || address.isDomainSocket()) {
      String path = address == null ? null : address.path();
      return UnixDomainSocketAddress.of(path == null ? "" : path);
    }
    return new InetSocketAddress(address.hostAddress(), address.port());
  }
}
