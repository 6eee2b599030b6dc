package dev.sluice.api;

import dev.sluice.api.session.SessionRecord;

/**
 * Turns a session that ended into one line of text. Called on event loops, by several at once; must
 * not block. Whatever came from a client is escaped, so that a line is always one line.
 */
public interface LogFormat {

  /** Appends the line, without a line end. */
  void format(SessionRecord session, StringBuilder line);
}
