package dev.sluice.runtime.net;

import io.vertx.core.Context;
import java.net.SocketAddress;

/** An event loop: a thread, the connections that belong to it, and its timers. */
public interface Loop {

  /**
   * Connects to a server. There is no time limit: the caller holds one and {@link Dial#cancel}s.
   *
   * @param address never an unresolved one
   * @param handler is told the outcome on this loop, once: a failure never before this method has
   *     returned, a success possibly while it runs, as a Unix socket connects at once
   */
  Dial dial(SocketAddress address, DialHandler handler);

  /** Makes a timer whose action runs on this loop. */
  Timer timer(Runnable action);

  /** The time of this loop in nanoseconds; only differences mean something. */
  long nanoTime();

  /** Runs an action on this loop's thread, soon; callable from any thread. */
  void execute(Runnable action);

  /** Whether the calling thread is this loop's. */
  boolean inLoop();

  /** Vert.x's view of this loop, for plugins and futures. */
  Context context();
}
