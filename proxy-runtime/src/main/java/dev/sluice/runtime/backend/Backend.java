package dev.sluice.runtime.backend;

import dev.sluice.api.Balancer;
import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A backend of one generation.
 *
 * @param name its name
 * @param servers those that take sessions
 * @param balancer chooses among them
 * @param retries how many further attempts to connect a session may make
 * @param redispatch whether a further attempt may go to another server
 * @param connect how long one attempt may take
 * @param serverIdle how long the server's side of a relay may be silent
 * @param serverFin the same once the server was sent FIN
 * @param count of its sessions, which all generations share
 */
public record Backend(
    String name,
    Servers servers,
    Balancer balancer,
    int retries,
    boolean redispatch,
    Duration connect,
    Duration serverIdle,
    Duration serverFin,
    AtomicInteger count) {

  /** A backend with these servers, in the order of the configuration. */
  public Backend(
      String name,
      List<Server> servers,
      Balancer balancer,
      int retries,
      boolean redispatch,
      Duration connect,
      Duration serverIdle,
      Duration serverFin,
      AtomicInteger count) {
    this(
        name,
        new Servers(servers),
        balancer,
        retries,
        redispatch,
        connect,
        serverIdle,
        serverFin,
        count);
  }

  /**
   * A server to try.
   *
   * @param failed those the session has tried in vain, told apart by identity; they are passed over
   *     while there are others
   * @return null if every server has weight 0
   * @throws IllegalStateException if the balancer picks what it was not given
   */
  @SuppressWarnings("ReferenceEquality") // equals would ask parts that plugins made
  @Nullable LiveServer pick(SessionView session, Set<Server> failed) {
    List<Server> usable = servers.without(failed);
    if (usable.isEmpty()) {
      return null;
    }
    Server picked = balancer.pick(usable, session);
    for (Server server : usable) {
      if (server == picked) {
        return (LiveServer) server;
      }
    }
    throw new IllegalStateException("it picked a server it was not given: " + picked);
  }
}
