package dev.sluice.api;

import dev.sluice.api.session.Client;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.SessionView;
import io.vertx.core.Future;

/**
 * May refuse a session, before any byte is read or before a server is tried. Filters of a frontend
 * run in the order of the configuration; the first that denies ends the session.
 *
 * <p>Called on event loops, by several at once; must not block. A future that is already completed
 * costs nothing; one that fails, or is not completed within the frontend's {@code inspect} timeout,
 * denies the session, as do an exception and null. The methods that are not overridden allow.
 */
public interface Filter {

  /** Whether the client may connect at all; nothing has been read from it. */
  default Future<Verdict> onAccept(Client client) {
    return Verdict.ALLOWED;
  }

  /** Whether the session may go on to the backend that was found for it. */
  default Future<Verdict> onRoute(SessionView session) {
    return Verdict.ALLOWED;
  }

  /**
   * The session has ended; called once for every session that {@link #onAccept} allowed, also if it
   * allowed so late that the session had ended before.
   */
  default void onClose(SessionRecord session) {}
}
