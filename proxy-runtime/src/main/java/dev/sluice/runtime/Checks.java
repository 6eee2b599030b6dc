package dev.sluice.runtime;

import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.backend.health.CheckPlan;
import dev.sluice.runtime.backend.health.HealthMonitor;
import dev.sluice.runtime.config.model.BackendConfig;
import dev.sluice.runtime.config.model.RoutedNames;
import dev.sluice.runtime.config.model.ServerConfig;
import dev.sluice.runtime.config.model.checks.CheckConfig;
import dev.sluice.runtime.frontend.Lifetime;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** Tells the monitor of servers what a generation wants to be checked. */
final class Checks {

  /** Keeps a generation open. */
  private record Hold(Lifetime lifetime) implements CheckPlan.Hold {
    @Override
    public boolean enter() {
      return lifetime.enter();
    }

    @Override
    public void leave() {
      lifetime.leave();
    }
  }

  private Checks() {}

  static void configure(HealthMonitor health, Generation generation) {
    SequencedSet<ServerState> servers = new LinkedHashSet<>();
    SequencedMap<ServerState, CheckPlan> plans = new LinkedHashMap<>();
    RoutedNames names = RoutedNames.of(generation.config().frontends().values());
    CheckPlan.Hold hold = new Hold(generation.lifetime());
    for (Map.Entry<String, BackendConfig> each : generation.config().backends().entrySet()) {
      Backend backend = Objects.requireNonNull(generation.backends().get(each.getKey()));
      List<ServerConfig> configs = each.getValue().servers();
      List<String> routed = names.exact(each.getKey());
      for (int i = 0; i < configs.size(); i++) {
        LiveServer server = backend.servers().all().get(i);
        servers.add(server.state());
        CheckConfig check = configs.get(i).check();
        if (check != null) {
          plans.put(server.state(), plan(check, server, routed, hold));
        }
      }
    }
    health.configure(servers, plans, names);
  }

  private static CheckPlan plan(
      CheckConfig config, LiveServer server, List<String> routedNames, CheckPlan.Hold hold) {
    return new CheckPlan(
        config.check().word(),
        config.check().instance(),
        server,
        routedNames,
        config.inter(),
        config.fastinter(),
        config.downinter(),
        config.rise(),
        config.fall(),
        config.timeout(),
        config.observation(),
        hold);
  }
}
