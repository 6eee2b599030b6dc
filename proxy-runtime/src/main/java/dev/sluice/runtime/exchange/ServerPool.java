package dev.sluice.runtime.exchange;

import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one loop to servers that wait for the next request. The one that was used last is
 * taken first, so that those too many grow old. One that says anything, or ends, is closed.
 * Confined to the loop's thread.
 */
final class ServerPool {

  /** How many wait for each server at most. */
  private static final int MOST = 128;

  /** Shorter than servers wait, which close a connection just when it is used again. */
  private static final long IDLE_NANOS = 4_000_000_000L;

  private static final long CAREFUL_NANOS = 1_000_000_000L;
  private static final long SWEEP_NANOS = 1_000_000_000L;

  private final Loop loop;
  private final Timer sweep;
  private final Map<SocketAddress, ArrayDeque<Idle>> idle = new HashMap<>();
  private int count;

  ServerPool(Loop loop) {
    this.loop = loop;
    this.sweep = loop.timer(this::sweep);
  }

  /**
   * A connection that waits; null if there is none. It needs a handler at once.
   *
   * @param careful whether the request could not be sent again: only one that was used just now
   *     will do, as the server is not about to close it
   */
  @Nullable Connection take(LiveServer server, boolean careful) {
    ArrayDeque<Idle> waiting = idle.get(server.address());
    Idle newest = waiting == null ? null : waiting.peekLast();
    while (waiting != null && newest != null) {
      if (careful && loop.nanoTime() - newest.since > CAREFUL_NANOS) {
        return null;
      }
      waiting.removeLast();
      if (newest.connection.fresh()) {
        count--;
        return newest.connection;
      }
      drop(newest);
      newest = waiting.peekLast();
    }
    return null;
  }

  /** Keeps a connection on which nothing is under way. */
  void keep(LiveServer server, Connection connection) {
    ArrayDeque<Idle> waiting = idle.computeIfAbsent(server.address(), key -> new ArrayDeque<>());
    if (waiting.size() >= MOST) {
      drop(waiting.removeFirst());
    }
    Idle newest = new Idle(waiting, connection, loop.nanoTime());
    connection.handler(newest);
    waiting.addLast(newest);
    count++;
    if (!sweep.started()) {
      sweep.start(SWEEP_NANOS);
    }
  }

  private void drop(Idle old) {
    count--;
    old.connection.close();
  }

  private void sweep() {
    long now = loop.nanoTime();
    for (ArrayDeque<Idle> waiting : idle.values()) {
      Idle oldest = waiting.peekFirst();
      while (oldest != null && now - oldest.since > IDLE_NANOS) {
        waiting.removeFirst();
        drop(oldest);
        oldest = waiting.peekFirst();
      }
    }
    idle.values().removeIf(ArrayDeque::isEmpty);
    if (count > 0) {
      sweep.start(SWEEP_NANOS);
    }
  }

  /** One connection that waits. */
  private final class Idle implements ConnectionHandler {

    private final ArrayDeque<Idle> among;
    private final Connection connection;
    private final long since;

    Idle(ArrayDeque<Idle> among, Connection connection, long since) {
      this.among = among;
      this.connection = connection;
      this.since = since;
    }

    private void leave() {
      if (among.remove(this)) {
        count--;
      }
    }

    @Override
    public void received(Connection from) {
      // Nobody has asked for anything.
      leave();
      from.close();
    }

    @Override
    public void ended(Connection from) {
      leave();
      from.close();
    }

    @Override
    public void closed(Connection from, @Nullable IOException cause) {
      leave();
    }
  }
}
