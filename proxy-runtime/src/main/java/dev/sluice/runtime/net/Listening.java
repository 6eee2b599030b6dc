package dev.sluice.runtime.net;

import io.vertx.core.Future;
import java.net.SocketAddress;

/** A bound address. Its methods may be called from any thread. */
public interface Listening {

  /** What is bound; the port that the kernel chose if 0 was asked for. */
  SocketAddress address();

  /**
   * Whether new connections are to be channels, in place of what the engine prefers. An engine that
   * has nothing else does nothing.
   */
  default void channels(boolean wanted) {}

  /** Stops accepting until {@link #resume()}; the kernel's backlog holds new connections. */
  void pause();

  /** Accepts again. */
  void resume();

  /** Stops listening; connections that were accepted live on. Completes when nothing is bound. */
  Future<Void> close();
}
