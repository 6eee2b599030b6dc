package dev.sluice.runtime;

import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.BackendState;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.backend.ServerStates;
import dev.sluice.runtime.backend.discovery.Discovery;
import dev.sluice.runtime.backend.discovery.Entry;
import dev.sluice.runtime.backend.health.HealthMonitor;
import dev.sluice.runtime.config.Descriptors;
import dev.sluice.runtime.config.model.GlobalConfig;
import dev.sluice.runtime.config.model.ProxyConfig;
import dev.sluice.runtime.config.model.ResolversConfig;
import dev.sluice.runtime.config.model.addresses.NameServer;
import dev.sluice.runtime.frontend.Admission;
import dev.sluice.runtime.metrics.Metrics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a generation's taking effect sets off: new sessions become its own, and all that outlives
 * generations heeds what it says. Used by one thread at a time.
 */
final class Changeover {

  private static final Logger log = LoggerFactory.getLogger(Changeover.class);

  private final Admission admission;
  private final ServerStates states;
  private final HealthMonitor health;
  private final Discovery discovery;
  private final Metrics metrics;

  Changeover(
      Admission admission,
      ServerStates states,
      HealthMonitor health,
      Discovery discovery,
      Metrics metrics) {
    this.admission = admission;
    this.states = states;
    this.health = health;
    this.discovery = discovery;
    this.metrics = metrics;
  }

  /** Limits sessions as a configuration says; undone by limiting them as the one before says. */
  void limit(ProxyConfig config) {
    Integer maxconn = config.global().maxconn();
    admission.process().limit(maxconn == null ? Descriptors.sessions() : maxconn);
    config
        .frontends()
        .forEach((name, frontend) ->
            admission
                .gate(name)
                .limit(Objects.requireNonNullElse(frontend.maxconn(), Integer.MAX_VALUE)));
    admission.limitsChanged();
  }

  /**
   * Cannot be undone: whatever fails, the generation is in effect.
   *
   * @param binds its binds
   * @param before what was in effect, which is retired; null if it is the first
   */
  void to(Generation generation, Binds.Change binds, @Nullable Generation before) {
    generation.config().accept();
    Map<ServerState, ServerState.Settings> servers = BackendBuilder.settings(generation);
    try {
      binds.commit();
      states.configure(servers);
      states.stick(BackendBuilder.sticks(generation));
      // Before the checks of the generation before are closed.
      Checks.configure(health, generation);
    } finally {
      if (before != null) {
        before.retire();
      }
    }
    if (before != null) {
      warnOfRestart(before.config().global(), generation.config().global());
    }
    admission.retain(generation.frontends().keySet());
    publish(generation, servers);
    lookUp(generation);
  }

  private static void warnOfRestart(GlobalConfig before, GlobalConfig now) {
    if (!Objects.equals(before.threads(), now.threads())) {
      log.warn("global/threads has changed, which takes effect at the next start");
    }
    if (!Objects.equals(before.pidfile(), now.pidfile())) {
      log.warn("global/pidfile has changed, which takes effect at the next start");
    }
  }

  private void publish(Generation generation, Map<ServerState, ServerState.Settings> servers) {
    List<BackendState> backends =
        generation.backends().values().stream().map(Backend::state).toList();
    // Registries are not ours.
    Step.run(
        "publishing metrics",
        () -> metrics.update(backends, servers.keySet(), generation.config().figures()));
  }

  private void lookUp(Generation generation) {
    List<Entry> entries = BackendBuilder.lookedUp(generation);
    Step.run(
        "looking names up",
        () -> discovery.configure(resolvers(generation.config().global().resolvers()), entries));
  }

  private static Discovery.Resolvers resolvers(ResolversConfig config) {
    return new Discovery.Resolvers(
        config.nameServers().stream().map(NameServer::address).toList(), config.hold());
  }
}
