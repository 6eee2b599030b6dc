package dev.sluice.api;

import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import java.util.List;
import java.util.Set;

/**
 * Chooses the server of a session. There is one instance for each backend; it is called on event
 * loops, by several at once, and must neither block nor lock for long.
 */
public interface Balancer {

  /**
   * What it would like to have read of the client when it is asked. In mode tcp a session waits for
   * it, as routes do, until the client turns out to send something else or the frontend's {@code
   * inspect} timeout is over; then it goes on without. Asked while a configuration is read.
   */
  default Set<Need> needs() {
    return Set.of();
  }

  /**
   * Whether a session waits for the server that was picked for it if that has no free slot, though
   * others have: its key belongs there.
   */
  default boolean insists() {
    return false;
  }

  /**
   * The server to try.
   *
   * @param usable the servers that may be used now, never empty, in the order of the configuration;
   *     the same list object as long as nothing changes, so that something computed from it can be
   *     kept. A session that tried one server in vain is shown another list, without that server,
   *     which is also the same object each time; after more failures the list is a new one
   * @param session whose server is looked for
   * @return one of {@code usable}, the object itself; the session fails otherwise
   */
  Server pick(List<Server> usable, SessionView session);
}
