package dev.sluice.runtime.session;

import dev.sluice.api.proxyprotocol.ProxyHeader;
import dev.sluice.api.session.Client;
import dev.sluice.runtime.net.Connection;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A client, as extensions see it. Its connection knows the addresses also when it is closed. */
record SessionClient(
    long session, Connection connection, String frontend, @Nullable ProxyHeader proxyHeader)
    implements Client {

  @Override
  public SocketAddress address() {
    SocketAddress told = proxyHeader == null ? null : proxyHeader.source();
    return told == null ? connection.remoteAddress() : told;
  }

  @Override
  public SocketAddress localAddress() {
    SocketAddress told = proxyHeader == null ? null : proxyHeader.destination();
    return told == null ? connection.localAddress() : told;
  }

  @Override
  public SocketAddress peer() {
    return connection.remoteAddress();
  }
}
