package dev.sluice.api;

import dev.sluice.api.session.Client;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.SessionView;
import io.vertx.core.Future;
import java.util.Set;

/**
 * May refuse a session, before any byte is read or before a server is tried; in mode http also
 * answer a request, or change its head or that of its response. Filters of a frontend run in the
 * order of the configuration; the first that does not allow ends the session or the request.
 *
 * <p>Called on event loops, by several at once; must not block. A future that is already completed
 * costs nothing; one that fails, or is not completed within the frontend's {@code inspect} timeout,
 * denies, as do an exception and null. The methods that are not overridden allow and change
 * nothing.
 */
public interface Filter {

  /**
   * Whether it is about requests and does nothing without: a frontend that does not read them
   * ({@code mode: tcp}) must not name it, and goes without it if it stands in the defaults. Asked
   * while a configuration is read.
   */
  default boolean needsRequests() {
    return false;
  }

  /**
   * Whether it may answer every request itself, so that a frontend with it needs neither routes nor
   * a default backend. Asked while a configuration is read.
   */
  default boolean answersRequests() {
    return false;
  }

  /**
   * What must have been read of the client's first bytes when {@link #onRoute} is asked. A frontend
   * that does not read it must not name the filter, and goes without it if it stands in the
   * defaults: one in mode http reads requests, another what its routes need. Asked while a
   * configuration is read.
   */
  default Set<Need> needs() {
    return Set.of();
  }

  /** Whether the client may connect at all; nothing has been read from it. */
  default Future<Verdict> onAccept(Client client) {
    return Verdict.ALLOWED;
  }

  /** Whether a request may go on; asked for each one in mode http, before it has a route. */
  default Future<Verdict> onRequest(Client client, RequestHead request) {
    return Verdict.ALLOWED;
  }

  /**
   * Whether the session, in mode http the request, may go on to the backend that was found for it.
   */
  default Future<Verdict> onRoute(SessionView session) {
    return Verdict.ALLOWED;
  }

  /**
   * What the server gets otherwise than the client has sent it; asked once for each request in mode
   * http, when all filters have allowed it. Edits come on top of those of the filters before.
   */
  default HeadEdits editRequest(SessionView request) {
    return HeadEdits.NONE;
  }

  /**
   * What the client gets otherwise than the server has sent it; asked for each response of a server
   * but the interim ones. Edits come on top of those of the filters before.
   */
  default HeadEdits editResponse(SessionView request, int status) {
    return HeadEdits.NONE;
  }

  /**
   * The session has ended; called once for every session that {@link #onAccept} allowed, also if it
   * allowed so late that the session had ended before.
   */
  default void onClose(SessionRecord session) {}
}
