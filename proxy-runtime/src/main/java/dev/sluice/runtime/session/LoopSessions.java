package dev.sluice.runtime.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions of one loop; confined to its thread. */
public final class LoopSessions {

  private static final Logger log = LoggerFactory.getLogger(LoopSessions.class);

  private final Set<Session> sessions = new LinkedHashSet<>();
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
    sessions.add(session);
  }

  void remove(Session session) {
    sessions.remove(session);
  }

  /** Ends every session at once, as the operator wants it. */
  public void kill() {
    each(Session::kill);
  }

  /** Ends every session in which nothing is under way, and the others when that is so. */
  public void drain() {
    each(Session::drain);
  }

  private void each(Consumer<Session> action) {
    for (Session session : new ArrayList<>(sessions)) {
      try {
        action.accept(session);
      } catch (RuntimeException e) {
        log.error("session {}: internal error while it was killed", session.id(), e);
      }
    }
  }
}
