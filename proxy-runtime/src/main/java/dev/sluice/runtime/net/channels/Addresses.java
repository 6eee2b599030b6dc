package dev.sluice.runtime.net.channels;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses as the JDK has them, whatever the transport calls them. */
final class Addresses {

  static final SocketAddress UNKNOWN = new InetSocketAddress(0);

  private Addresses() {}

  static SocketAddress ofJdk(@Nullable SocketAddress address) {
    if (address instanceof DomainSocketAddress unix) {
      return UnixDomainSocketAddress.of(unix.path());
    }
    return address == null ? UNKNOWN : address;
  }

  static io.vertx.core.net.SocketAddress ofVertx(SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix) {
      return io.vertx.core.net.SocketAddress.domainSocketAddress(unix.getPath().toString());
    }
    InetSocketAddress internet = (InetSocketAddress) address;
    return io.vertx.core.net.SocketAddress.inetSocketAddress(
        internet.getPort(), internet.getAddress().getHostAddress());
  }
}
