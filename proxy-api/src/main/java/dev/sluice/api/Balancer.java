package dev.sluice.api;

import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import java.util.List;

/**
 * Chooses the server of a session. There is one instance for each backend; it is called on event
 * loops, by several at once, and must neither block nor lock for long.
 */
public interface Balancer {

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
