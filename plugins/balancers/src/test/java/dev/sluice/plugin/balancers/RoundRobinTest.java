package dev.sluice.plugin.balancers;

import static dev.sluice.plugin.balancers.Picks.balancer;
import static dev.sluice.plugin.balancers.Picks.counting;
import static dev.sluice.plugin.balancers.Picks.forget;
import static dev.sluice.plugin.balancers.Picks.names;
import static dev.sluice.plugin.balancers.Picks.pick;
import static dev.sluice.plugin.balancers.Picks.picked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Balancer;
import dev.sluice.api.session.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RoundRobinTest {

  @Test
  void roundRobin_ofEqualServers_takesThemInTheirOrder() {
    for (int weight : new int[] {0, 1, 100}) {
      List<Server> servers = FakeServer.weighing(List.of(weight, weight, weight));
      assertThat(names(balancer("roundrobin"), servers, 7))
          .containsExactly("s0", "s1", "s2", "s0", "s1", "s2", "s0");
    }
  }

  @Test
  void roundRobin_spreadsTheTurnsOfAHeavyServer() {
    List<Server> servers = FakeServer.weighing(List.of(100, 50, 0));
    List<String> names = names(balancer("roundrobin"), servers, 30);
    assertThat(names).filteredOn("s0"::equals).hasSize(20);
    for (int i = 0; i + 3 <= names.size(); i++) {
      assertThat(names.subList(i, i + 3)).contains("s1");
    }
  }

  @Property(tries = 200)
  void roundRobin_givesEachServerItsWeightInEveryRound(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 256) Integer> weights,
      @ForAll @IntRange(max = 3000) int offset) {
    List<Server> servers = FakeServer.weighing(weights);
    Balancer balancer = balancer("roundrobin");
    List<Integer> expected = counting(weights);
    int round = expected.stream().mapToInt(weight -> weight).sum();
    pick(balancer, servers, offset);
    forget(servers);
    pick(balancer, servers, round);
    assertThat(picked(servers)).isEqualTo(expected);
  }

  @Property(tries = 300)
  void roundRobin_letsNoServerWaitLongerThanThreeTimesItsAverageDistance(
      @ForAll @Size(min = 2, max = 8) List<@IntRange(min = 1, max = 256) Integer> weights,
      @ForAll @Size(8) List<@IntRange(max = 15) Integer> slow) {
    List<Server> servers = FakeServer.weighing(weights);
    for (int i = 0; i < servers.size(); i++) {
      ((FakeServer) servers.get(i)).slow = slow.get(i);
    }
    int round = servers.stream().mapToInt(Server::effectiveWeight).sum();
    Balancer balancer = balancer("roundrobin");
    Map<Server, Integer> last = new HashMap<>();
    for (int i = 0; i < 2 * round; i++) {
      Server picked = balancer.pick(servers, FakeSession.ANY);
      Integer before = last.put(picked, i);
      int average = Math.ceilDiv(round, picked.effectiveWeight());
      assertThat(before == null ? 1 : i - before).isLessThanOrEqualTo(3 * average);
    }
  }

  @Test
  void roundRobin_followsAWeightThatChanges() {
    List<Server> servers = FakeServer.weighing(List.of(1, 1));
    Balancer balancer = balancer("roundrobin");
    pick(balancer, servers, 10);
    ((FakeServer) servers.get(0)).weight = 0;
    forget(servers);
    pick(balancer, servers, 10);
    assertThat(picked(servers)).containsExactly(0, 10);
  }

  @Test
  void roundRobin_ofAServerThatStartsSlowly_followsItsEffectiveWeight() {
    List<Server> servers = FakeServer.weighing(List.of(1, 1));
    Balancer balancer = balancer("roundrobin");
    pick(balancer, servers, 10);
    ((FakeServer) servers.get(0)).slow = 15;
    forget(servers);
    pick(balancer, servers, 17);
    assertThat(picked(servers)).containsExactly(1, 16);
  }

  @Test
  void roundRobin_followsAListThatChanges() {
    List<Server> servers = FakeServer.weighing(List.of(1, 1, 1));
    Balancer balancer = balancer("roundrobin");
    assertThat(names(balancer, servers, 4)).contains("s2");
    assertThat(names(balancer, servers.subList(0, 2), 4)).containsOnly("s0", "s1");
  }

  @Test
  void roundRobin_ofSeveralLoopsAtOnce_isStillExact() throws InterruptedException {
    List<Server> servers = FakeServer.weighing(List.of(3, 1));
    Balancer balancer = balancer("roundrobin");
    ConcurrentLinkedQueue<String> picked = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(Thread.ofPlatform().start(() -> picked.addAll(names(balancer, servers, 4000))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(picked).hasSize(16_000).filteredOn("s0"::equals).hasSize(12_000);
  }
}
