package dev.sluice.runtime.session;

import dev.sluice.runtime.backend.ServerState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions of one loop, chained through themselves; confined to its thread. */
public final class LoopSessions {

  private static final Logger log = LoggerFactory.getLogger(LoopSessions.class);

  private @Nullable Session first;
  private final Takeover takeover;

  /**
   * No sessions.
   *
   * @param takeover takes those over whose frontends are in HTTP mode
   */
  public LoopSessions(Takeover takeover) {
    this.takeover = takeover;
  }

  Takeover takeover() {
    return takeover;
  }

  void add(Session session) {
    Session next = first;
    session.next = next;
    if (next != null) {
      next.previous = session;
    }
    first = session;
  }

  void remove(Session session) {
    Session previous = session.previous;
    Session next = session.next;
    if (previous != null) {
      previous.next = next;
    } else {
      first = next;
    }
    if (next != null) {
      next.previous = previous;
    }
    session.previous = null;
    session.next = null;
  }

  /** Ends every session at once, as the operator wants it. */
  public void kill() {
    each(Session::kill);
  }

  /** Ends every session in which nothing is under way, and the others when that is so. */
  public void drain() {
    each(Session::drain);
  }

  /** Ends the sessions with a server that went down. */
  public void serverDown(ServerState server) {
    each(session -> session.serverDown(server));
  }

  private void each(Consumer<Session> action) {
    List<Session> all = new ArrayList<>();
    for (Session session = first; session != null; session = session.next) {
      all.add(session);
    }
    for (Session session : all) {
      try {
        action.accept(session);
      } catch (RuntimeException e) {
        log.error("session {}: internal error while it was to end", session.facts().id(), e);
      }
    }
  }
}
