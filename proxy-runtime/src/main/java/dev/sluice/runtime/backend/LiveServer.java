package dev.sluice.runtime.backend;

import dev.sluice.api.Emitter;
import dev.sluice.api.session.Server;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of one generation, with its count of sessions, which all generations share.
 *
 * @param name its name
 * @param backend the name of its backend
 * @param address where it listens
 * @param weight its share of sessions
 * @param emitters write before the client's bytes, in order
 * @param pooling what is kept of connections to it
 * @param count of its sessions
 */
public record LiveServer(
    String name,
    String backend,
    SocketAddress address,
    int weight,
    List<Emitter> emitters,
    Pooling pooling,
    AtomicInteger count)
    implements Server {

  @Override
  public int sessions() {
    return count.get();
  }

  @Override
  public String toString() {
    return "backend '" + backend + "': server '" + name + "' " + address;
  }
}
