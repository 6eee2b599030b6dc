package dev.sluice.runtime.session;

import dev.sluice.api.session.Client;
import dev.sluice.runtime.net.Connection;
import java.net.SocketAddress;

/** A client, as extensions see it. Its connection knows the addresses also when it is closed. */
record SessionClient(long session, Connection connection, String frontend) implements Client {

  @Override
  public SocketAddress address() {
    return connection.remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return connection.localAddress();
  }
}
