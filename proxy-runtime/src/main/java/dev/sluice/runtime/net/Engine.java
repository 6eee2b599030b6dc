package dev.sluice.runtime.net;

import dev.sluice.runtime.net.dns.Resolver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** One way to drive sockets. */
public interface Engine {

  /** The name of the engine and of what it runs on, for people: {@code channels (epoll)}. */
  String name();

  /** How many event loops it runs on. */
  int threads();

  /** Every loop that a connection may belong to; some may share a thread. */
  List<Loop> loops();

  /** The Vert.x instance it runs on. */
  Vertx vertx();

  /**
   * Binds an address and accepts on all loops. Called for one address at a time. Fails with a
   * {@link java.io.IOException} that says why; then nothing is bound.
   */
  Future<Listening> listen(SocketAddress address, Acceptor acceptor);

  /**
   * Makes something that asks name servers, on the first of the loops. Blocks a little.
   *
   * @param nameServers who is asked; if it is empty, whom the system names
   */
  Resolver resolver(List<InetSocketAddress> nameServers);

  /** Ends everything at once: what is bound, connections, loops. */
  Future<Void> close();
}
