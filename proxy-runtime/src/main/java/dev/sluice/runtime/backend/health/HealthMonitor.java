package dev.sluice.runtime.backend.health;

import dev.sluice.runtime.backend.BackendState;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.config.model.RoutedNames;
import dev.sluice.runtime.net.Loop;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * Has the servers checked that the configuration in effect wants to be checked. What is known of a
 * server outlives reloads, and so does its rhythm; what a reload changes counts from the next check
 * on. The checks are spread over the event loops, and over their interval new ones and those that a
 * shorter one makes late. Used by the control thread.
 */
public final class HealthMonitor {

  private final List<Lane> lanes;
  private final CertificateWatch certificates;
  private final Map<ServerState, ServerHealth> checked = new HashMap<>();
  private final Map<BackendState, Siblings> siblings = new HashMap<>();
  private int nextLane;

  /** Checks none yet. */
  public HealthMonitor(List<Loop> loops) {
    this(loops.stream().map(Lane::of).toList(), InstantSource.system());
  }

  HealthMonitor(List<Lane> lanes, InstantSource clock) {
    this.lanes = List.copyOf(lanes);
    this.certificates = new CertificateWatch(clock);
  }

  /**
   * A configuration comes into effect. The one before must not be closed yet.
   *
   * @param servers all its servers
   * @param plans those that are checked
   * @param names the server names that lead to each backend
   */
  public void configure(
      SequencedSet<ServerState> servers,
      SequencedMap<ServerState, CheckPlan> plans,
      RoutedNames names) {
    backends(servers);
    certificates.configure(names, servers);
    checked
        .entrySet()
        .removeIf(each -> {
          boolean gone = !plans.containsKey(each.getKey());
          if (gone) {
            each.getValue().stop(servers.contains(each.getKey()));
          }
          return gone;
        });
    List<ServerHealth> added = new ArrayList<>();
    List<CheckPlan> theirs = new ArrayList<>();
    int kept = 0;
    for (ServerState server : servers) {
      CheckPlan plan = plans.get(server);
      ServerHealth health = checked.get(server);
      if (plan == null) {
        // Its check may have gone while it was out of the configuration.
        server.markUp("it is not checked");
      } else if (health == null) {
        ServerHealth begun = health(server, plan);
        checked.put(server, begun);
        added.add(begun);
        theirs.add(plan);
      } else {
        health.plan(plan, (double) kept / plans.size());
        kept++;
      }
    }
    for (int i = 0; i < added.size(); i++) {
      long inter = theirs.get(i).inter().toNanos();
      added.get(i).start((long) ((double) inter * i / added.size()));
    }
  }

  private ServerHealth health(ServerState server, CheckPlan plan) {
    Lane lane = lanes.get(nextLane);
    nextLane = (nextLane + 1) % lanes.size();
    return new ServerHealth(server, plan, siblings(server.backend()), certificates, lane);
  }

  private Siblings siblings(BackendState backend) {
    return siblings.computeIfAbsent(backend, key -> new Siblings());
  }

  private void backends(SequencedSet<ServerState> servers) {
    Map<BackendState, List<ServerState>> byBackend = new HashMap<>();
    for (ServerState server : servers) {
      byBackend.computeIfAbsent(server.backend(), key -> new ArrayList<>()).add(server);
    }
    siblings.keySet().retainAll(byBackend.keySet());
    byBackend.forEach((backend, its) -> siblings(backend).servers(its));
  }

  /** Ends all checks; the loops may be about to end, too. */
  public void close() {
    checked.values().forEach(ServerHealth::release);
  }
}
