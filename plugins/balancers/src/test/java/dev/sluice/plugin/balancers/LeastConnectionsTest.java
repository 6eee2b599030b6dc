package dev.sluice.plugin.balancers;

import static dev.sluice.plugin.balancers.Picks.balancer;
import static dev.sluice.plugin.balancers.Picks.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Balancer;
import dev.sluice.api.session.Server;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LeastConnectionsTest {

  private static void load(List<Server> servers, int... sessions) {
    for (int i = 0; i < sessions.length; i++) {
      ((FakeServer) servers.get(i)).sessions = sessions[i];
    }
  }

  @Test
  void leastconn_takesTheServerWithFewestSessionsForItsWeight() {
    List<Server> servers = FakeServer.weighing(List.of(1, 10, 2));
    load(servers, 3, 19, 5);
    assertThat(names(balancer("leastconn"), servers, 3)).containsOnly("s1");
  }

  @Test
  void leastconn_ofAServerThatStartsSlowly_countsItsEffectiveWeight() {
    List<Server> servers = FakeServer.weighing(List.of(1, 1));
    load(servers, 1, 8);
    ((FakeServer) servers.get(0)).slow = 15;
    assertThat(names(balancer("leastconn"), servers, 3)).containsOnly("s1");
  }

  // A search that began anywhere would give those behind loaded servers more turns than others.
  @Test
  void leastconn_ofEquallyLoadedServers_takesTurns_whereverTheyStand() {
    List<Server> servers = FakeServer.weighing(List.of(1, 1, 1, 1, 1));
    load(servers, 0, 9, 9, 9, 0);
    assertThat(names(balancer("leastconn"), servers, 6))
        .containsExactly("s0", "s4", "s0", "s4", "s0", "s4");
  }

  @Test
  void leastconn_followsAListThatGetsShorter() {
    List<Server> servers = FakeServer.weighing(List.of(1, 1, 1));
    Balancer balancer = balancer("leastconn");
    assertThat(names(balancer, servers, 3)).containsExactly("s0", "s1", "s2");
    assertThat(names(balancer, servers.subList(0, 1), 2)).containsOnly("s0");
  }

  // The turn was read twice, and came from the longer list the second time: no such index.
  @Test
  void leastconn_ofListsOfSeveralLengthsAtOnce_isInEach() throws Exception {
    List<Server> servers = FakeServer.weighing(Collections.nCopies(10, 1));
    Balancer balancer = balancer("leastconn");
    try (ExecutorService loops = Executors.newFixedThreadPool(4)) {
      List<Future<?>> picking = new ArrayList<>();
      for (int length : new int[] {10, 9, 10, 1}) {
        List<Server> usable = List.copyOf(servers.subList(0, length));
        picking.add(
            loops.submit(() -> {
              for (int i = 0; i < 200_000; i++) {
                assertThat(usable.indexOf(balancer.pick(usable, FakeSession.ANY))).isNotNegative();
              }
            }));
      }
      for (Future<?> each : picking) {
        each.get();
      }
    }
  }

  @Test
  void leastconn_ofServersThatAllHaveWeightZero_takesThemForEqual() {
    List<Server> servers = FakeServer.weighing(List.of(0, 0, 0));
    load(servers, 1, 0, 0);
    assertThat(names(balancer("leastconn"), servers, 4)).containsExactly("s1", "s2", "s1", "s2");
  }

  @Property(tries = 500)
  void leastconn_isNeverBeatenByAnotherServer(
      @ForAll @Size(8) List<@IntRange(max = 256) Integer> weights,
      @ForAll @Size(8) List<@IntRange(max = 1000) Integer> sessions,
      @ForAll @IntRange(max = 7) int before) {
    List<Server> servers = FakeServer.weighing(weights);
    Balancer balancer = balancer("leastconn");
    names(balancer, servers, before);
    load(servers, sessions.stream().mapToInt(each -> each).toArray());
    List<Integer> counting = Picks.counting(weights);
    int picked = servers.indexOf(balancer.pick(servers, FakeSession.ANY));
    assertThat(counting.get(picked)).isPositive();
    assertThat(IntStream.range(0, 8).filter(i -> counting.get(i) > 0))
        .allMatch(
            i -> sessions.get(picked) * counting.get(i) <= sessions.get(i) * counting.get(picked));
  }
}
