package dev.sluice.runtime.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions of one loop; confined to its thread. */
public final class LoopSessions {

  private static final Logger log = LoggerFactory.getLogger(LoopSessions.class);

  private final Set<Session> sessions = new LinkedHashSet<>();

  void add(Session session) {
    sessions.add(session);
  }

  void remove(Session session) {
    sessions.remove(session);
  }

  /** Ends every session at once, as the operator wants it. */
  public void kill() {
    for (Session session : new ArrayList<>(sessions)) {
      try {
        session.kill();
      } catch (RuntimeException e) {
        log.error("session {}: internal error while it was killed", session.id(), e);
      }
    }
  }
}
