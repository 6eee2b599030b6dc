package dev.sluice.testkit;

import dev.sluice.api.session.SessionRecord;

/**
 * A line of the access log.
 *
 * @param text as a log file would have it
 * @param session what it was made from
 */
public record LogLine(String text, SessionRecord session) {

  /**
   * Where the session went and how it ended, in the words of the log: {@code backend/server --},
   * with {@code <NOSRV>} for no server, and the frontend's name for no backend.
   */
  public String outcome() {
    String backend = session.backend();
    String server = session.server();
    return (backend == null ? session.client().frontend() : backend)
        + "/"
        + (server == null ? "<NOSRV>" : server)
        + " "
        + session.termination();
  }
}
