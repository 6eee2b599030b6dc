package dev.sluice.plugin.balancers;

import static dev.sluice.plugin.balancers.Picks.balancer;
import static dev.sluice.plugin.balancers.Picks.counting;
import static dev.sluice.plugin.balancers.Picks.pick;
import static dev.sluice.plugin.balancers.Picks.picked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.api.Balancer;
import dev.sluice.api.session.Server;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TwoDrawsTest {

  @Test
  void random_followsTheWeights_whileLoadIsEven() {
    List<Server> servers = FakeServer.weighing(List.of(1, 3, 0, 4));
    pick(balancer("random"), servers, 40_000);
    List<Integer> picked = picked(servers);
    // Six standard deviations of the binomial distribution.
    assertThat(picked.get(0)).isCloseTo(5_000, within(400));
    assertThat(picked.get(1)).isCloseTo(15_000, within(600));
    assertThat(picked.get(2)).isZero();
    assertThat(picked.get(3)).isCloseTo(20_000, within(600));
  }

  @Test
  void random_keepsSessionsInProportionToWeights() {
    List<Server> servers = FakeServer.weighing(List.of(1, 3, 4));
    Balancer balancer = balancer("random");
    for (int i = 0; i < 8_000; i++) {
      ((FakeServer) balancer.pick(servers, FakeSession.ANY)).sessions++;
    }
    assertThat(servers.get(0).sessions()).isCloseTo(1_000, within(60));
    assertThat(servers.get(1).sessions()).isCloseTo(3_000, within(120));
    assertThat(servers.get(2).sessions()).isCloseTo(4_000, within(120));
  }

  @Test
  void random_takesTheLessLoadedOfTwo() {
    List<Server> servers = FakeServer.weighing(List.of(1, 1));
    ((FakeServer) servers.get(0)).sessions = 1_000_000;
    pick(balancer("random"), servers, 40_000);
    // The loaded one only when it is drawn twice: one time in four.
    assertThat(picked(servers).get(0)).isCloseTo(10_000, within(520));
  }

  @Property(tries = 100)
  void random_neverTakesAServerOfWeightZero_unlessAllAre(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 2) Integer> weights) {
    List<Server> servers = FakeServer.weighing(weights);
    pick(balancer("random"), servers, 2_000);
    List<Integer> expected = counting(weights);
    assertThat(IntStream.range(0, weights.size()))
        .allMatch(i -> (picked(servers).get(i) > 0) == (expected.get(i) > 0));
  }
}
