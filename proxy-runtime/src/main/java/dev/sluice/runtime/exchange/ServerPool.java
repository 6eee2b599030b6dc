package dev.sluice.runtime.exchange;

import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.backend.Pooling;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one loop to servers that wait for the next request. The one that was used last is
 * taken first, so that those too many grow old. One that says anything, or ends, is closed, also
 * when that is found out only as it is taken. After a reload the new limits hold for those that are
 * kept from then on. Servers of one address in several backends have limits of their own. Confined
 * to the loop's thread.
 */
final class ServerPool {

  private static final long CAREFUL_NANOS = 1_000_000_000L;

  /** Not more often, however many there are that grow old. */
  private static final long SWEEP_NANOS = 50_000_000L;

  private final Loop loop;
  private final Timer sweep;
  private final Map<ServerState, ArrayDeque<Idle>> idle = new HashMap<>();
  private int count;
  private long nextSweep;

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
    boolean none = server.pooling().most() == 0;
    ArrayDeque<Idle> waiting = none ? null : idle.get(server.state());
    Idle newest = waiting == null ? null : waiting.peekLast();
    while (waiting != null && newest != null) {
      if (careful && loop.nanoTime() - newest.since > CAREFUL_NANOS) {
        return null;
      }
      waiting.removeLast();
      boolean there =
          !server.state().moved() || newest.connection.remoteAddress().equals(server.address());
      if (there && newest.connection.fresh()) {
        count--;
        return newest.connection;
      }
      drop(newest);
      newest = waiting.peekLast();
    }
    return null;
  }

  /** Keeps a connection on which nothing is under way, or closes it if it is one too many. */
  void keep(LiveServer server, Connection connection) {
    Pooling pooling = server.pooling();
    ArrayDeque<Idle> waiting = idle.computeIfAbsent(server.state(), key -> new ArrayDeque<>());
    Idle newest = new Idle(waiting, connection, loop.nanoTime(), pooling.idle().toNanos());
    connection.handler(newest);
    waiting.addLast(newest);
    count++;
    while (waiting.size() > pooling.most()) {
      drop(waiting.removeFirst());
    }
    sweepIn(newest.time);
  }

  private void sweepIn(long time) {
    long due = loop.nanoTime() + Math.max(time, SWEEP_NANOS);
    if (count > 0 && !(sweep.started() && nextSweep - due <= 0)) {
      nextSweep = due;
      sweep.start(due - loop.nanoTime());
    }
  }

  private void drop(Idle old) {
    count--;
    old.connection.close();
  }

  private void sweep() {
    long now = loop.nanoTime();
    long soonest = Long.MAX_VALUE;
    for (ArrayDeque<Idle> waiting : idle.values()) {
      for (Iterator<Idle> each = waiting.iterator(); each.hasNext(); ) {
        Idle one = each.next();
        long left = one.time - (now - one.since);
        if (left <= 0) {
          each.remove();
          drop(one);
        } else {
          soonest = Math.min(soonest, left);
        }
      }
    }
    idle.values().removeIf(ArrayDeque::isEmpty);
    sweepIn(soonest);
  }

  /** One connection that waits. */
  private final class Idle implements ConnectionHandler {

    private final ArrayDeque<Idle> among;
    private final Connection connection;
    private final long since;

    /** How long it may wait. */
    private final long time;

    Idle(ArrayDeque<Idle> among, Connection connection, long since, long time) {
      this.among = among;
      this.connection = connection;
      this.since = since;
      this.time = time;
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
