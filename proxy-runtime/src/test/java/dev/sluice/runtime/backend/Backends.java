package dev.sluice.runtime.backend;

import dev.sluice.api.Balancer;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Backends of no configuration; one attempt to connect, and a second for everything. */
public final class Backends {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private Backends() {}

  /** One to route to, with no server. */
  public static Backend empty(String name) {
    return of(
        new ServerStates(server -> {}).backend(name),
        name,
        List.of(),
        (usable, session) -> usable.getFirst());
  }

  static Backend of(BackendState state, String name, List<LiveServer> servers, Balancer balancer) {
    return new Backend(
        name,
        new Servers(servers, state),
        List.of(),
        balancer,
        Set.of(),
        new Attempts(0, false, SECOND, SECOND),
        SECOND,
        SECOND,
        null,
        null,
        state);
  }
}
