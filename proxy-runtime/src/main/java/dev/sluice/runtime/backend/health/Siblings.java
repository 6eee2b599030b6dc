package dev.sluice.runtime.backend.health;

import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.config.model.checks.CheckConfig;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers of one backend, as the health of one depends on that of others. Thread-safe. */
final class Siblings {

  private static final Logger log = LoggerFactory.getLogger(Siblings.class);

  private volatile List<ServerState> servers = List.of();
  private int ejected;

  /** Those of the configuration in effect. */
  void servers(List<ServerState> current) {
    servers = List.copyOf(current);
  }

  /** How many there are: a slot that has no address is none, nor is what the operator took out. */
  int present() {
    return (int)
        servers.stream()
            .filter(server -> server.resolved() && server.admin() != ServerState.Admin.MAINT)
            .count();
  }

  /** How many may be down by observation alone. */
  int most(CheckConfig.Observation observation) {
    return observation.most(present());
  }

  /** One wants to be down by observation alone; false if as many are already as may be. */
  synchronized boolean eject(CheckConfig.Observation observation) {
    if (ejected >= most(observation)) {
      return false;
    }
    ejected++;
    return true;
  }

  /** One is not down by observation alone any more. */
  synchronized void restore() {
    ejected--;
  }

  /** How many are down by observation alone. */
  synchronized int ejected() {
    return ejected;
  }

  /** One has gone down. */
  void down(ServerState server) {
    List<ServerState> all = servers;
    if (all.contains(server) && all.stream().noneMatch(ServerState::reachable)) {
      log.error("backend '{}': no server is left", server.backend().name());
    }
  }
}
