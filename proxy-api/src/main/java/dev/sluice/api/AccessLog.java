package dev.sluice.api;

import dev.sluice.api.session.SessionRecord;

/**
 * Takes one line for each session that ended. Called on event loops, by several at once, and must
 * never block them: a log that cannot keep up drops lines and counts them.
 */
public interface AccessLog {

  /**
   * Writes a line.
   *
   * @param line the text in the frontend's log format, without a line end; what came from a client
   *     is already escaped
   * @param session what the line was made from, for logs that keep more than text
   */
  void write(String line, SessionRecord session);
}
