package dev.sluice.runtime.backend;

import dev.sluice.api.Answer;
import dev.sluice.api.Balancer;
import dev.sluice.api.Need;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import dev.sluice.runtime.fault.FaultLog;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.http.cookie.PersistenceCookie;
import dev.sluice.runtime.http.cookie.ServerCookie;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A backend of one generation.
 *
 * @param name its name
 * @param servers its servers
 * @param useServer which sessions go to a certain server; the first rule that fits counts
 * @param balancer chooses among the servers for the others
 * @param needs what should have been read of a client for the balancer and for emitters
 * @param attempts how hard it is tried to connect
 * @param serverIdle how long the server's side of a relay may be silent
 * @param serverFin the same once the server was sent FIN
 * @param cookie by which requests stay with their servers; null for none
 * @param stick how sessions stay with their servers by their clients' addresses; null if they do
 *     not
 * @param state what outlives this generation
 */
public record Backend(
    String name,
    Servers servers,
    List<UseServer> useServer,
    Balancer balancer,
    Set<Need> needs,
    Attempts attempts,
    Duration serverIdle,
    Duration serverFin,
    @Nullable PersistenceCookie cookie,
    @Nullable Stick stick,
    BackendState state) {

  private static final FaultLog faults = new FaultLog(LoggerFactory.getLogger(Backend.class));

  /** A backend with immutable copies of the collections. */
  public Backend {
    useServer = List.copyOf(useServer);
    needs = Set.copyOf(needs);
  }

  /** What the rules say about a session; those of servers that are down are passed over. */
  public UseServer.Outcome useServer(Client client, Preface preface) {
    for (UseServer rule : useServer) {
      if (rule.server().state().reachable()) {
        Answer answer = rule.match().match(client, preface);
        if (answer == Answer.YES) {
          return new UseServer.Named(rule.server());
        }
        if (answer == Answer.MORE && !preface.complete()) {
          return UseServer.PENDING;
        }
      }
    }
    return UseServer.NONE;
  }

  /**
   * The server that a cookie names: of several that are called so the first that may be reached.
   * One that may not, if all are like that; null if none is called so.
   */
  public @Nullable LiveServer calledInCookie(byte[] bytes, int start, int end) {
    LiveServer unreachable = null;
    List<LiveServer> all = servers.all();
    for (int i = 0; i < all.size(); i++) {
      LiveServer server = all.get(i);
      ServerCookie called = server.cookie();
      if (called != null && called.is(bytes, start, end)) {
        if (server.state().reachable()) {
          return server;
        }
        unreachable = server;
      }
    }
    return unreachable;
  }

  /** The server that sessions of a client stick to; null for none. */
  @Nullable LiveServer stuckTo(SessionView session) {
    String name = stick == null ? null : stick.server(session.client());
    return name == null ? null : servers.named(name);
  }

  /** A session is connected. */
  void connected(SessionView session, LiveServer server) {
    if (stick != null) {
      stick.store(session.client(), server.name());
    }
  }

  /**
   * What a session gets.
   *
   * @param only the server it belongs to; null if any will do
   * @param failed the servers that it tried in vain, a set by identity
   */
  Choice choose(@Nullable LiveServer only, Set<Server> failed, SessionView session) {
    if (only != null) {
      return only.entered();
    }
    List<Server> usable = servers.without(failed);
    if (usable.isEmpty()) {
      return servers.hopeless() ? Choice.NO_SERVER : Choice.ANY;
    }
    try {
      if (balancer.insists()) {
        return pick(usable, session).entered();
      }
      // Who comes now must not overtake those who wait.
      return state.queue().sizeForAny() == 0 ? free(usable, session) : Choice.ANY;
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      faults.warn("backend '" + name + "': the balancer failed", e);
      return Choice.BALANCER_FAILED;
    }
  }

  /** The balancer is asked until it picks one that has a free slot, or none has. */
  @SuppressWarnings("ReferenceEquality") // equals would ask parts that plugins made
  private Choice free(List<Server> usable, SessionView session) {
    List<Server> left = usable;
    while (!left.isEmpty()) {
      LiveServer picked = pick(left, session);
      if (picked.enter()) {
        return picked;
      }
      // Only under saturation; a balancer must not be asked for ever, nor one server many times.
      left = left.stream().filter(server -> server != picked && !isFull(server)).toList();
    }
    return Choice.ANY;
  }

  private static boolean isFull(Server server) {
    return ((LiveServer) server).full();
  }

  /**
   * What the balancer picks, whether it has a free slot or not.
   *
   * @throws IllegalStateException if that is none of those it was given
   */
  @SuppressWarnings("ReferenceEquality") // equals would ask parts that plugins made
  LiveServer pick(List<Server> usable, SessionView session) {
    Server picked = balancer.pick(usable, session);
    for (Server server : usable) {
      if (server == picked) {
        return (LiveServer) server;
      }
    }
    throw new IllegalStateException("it picked a server it was not given: " + picked);
  }
}
