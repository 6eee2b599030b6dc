package dev.sluice.runtime.backend.health;

import dev.sluice.api.session.Server;
import dev.sluice.runtime.backend.LiveServer;
import java.net.SocketAddress;
import java.util.List;

/** A server as its check sees it. */
record CheckedServer(LiveServer server, List<String> routedNames) implements Server {

  @Override
  public String name() {
    return server.name();
  }

  @Override
  public String backend() {
    return server.backend();
  }

  @Override
  public SocketAddress address() {
    return server.address();
  }

  @Override
  public int weight() {
    return server.weight();
  }

  @Override
  public int effectiveWeight() {
    return server.effectiveWeight();
  }

  @Override
  public int sessions() {
    return server.sessions();
  }

  @Override
  public byte[] opening(SocketAddress local, SocketAddress remote) {
    return server.opening(local, remote);
  }
}
