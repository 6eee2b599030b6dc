package dev.sluice.runtime.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** The sessions of one loop; confined to its thread. */
public final class LoopSessions {

  private final Set<Session> sessions = new LinkedHashSet<>();

  void add(Session session) {
    sessions.add(session);
  }

  void remove(Session session) {
    sessions.remove(session);
  }

  /** Ends every session at once, as the operator wants it. */
  public void kill() {
    new ArrayList<>(sessions).forEach(Session::kill);
  }
}
