package dev.sluice.plugin.balancers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.api.session.Server;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PreferencesTest {

  private static final int KEYS = 20_000;

  private static long key(int number) {
    return Numbers.hash("10.1." + number / 256 + "." + number % 256);
  }

  private static Server[] picks(List<Server> servers) {
    Preferences preferences = new Preferences(servers);
    Server[] picks = new Server[KEYS];
    for (int i = 0; i < KEYS; i++) {
      picks[i] = preferences.of(key(i));
    }
    return picks;
  }

  private static double share(List<Server> servers, int index) {
    double all = servers.stream().mapToInt(Server::effectiveWeight).sum();
    return servers.get(index).effectiveWeight() / all;
  }

  @Property(tries = 50)
  void keysMoveOnlyFromAServerThatGoes_andOnlyToOneThatComes(
      @ForAll @Size(min = 2, max = 20) List<@IntRange(min = 1, max = 256) Integer> weights,
      @ForAll @IntRange(max = 19) int number) {
    List<Server> servers = FakeServer.weighing(weights);
    int index = number % servers.size();
    Server gone = servers.get(index);
    List<Server> others = servers.stream().filter(server -> !server.equals(gone)).toList();
    Server[] with = picks(servers);
    Server[] without = picks(others);
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      if (with[i].equals(gone)) {
        moved++;
      } else {
        assertThat(without[i]).isSameAs(with[i]);
      }
    }
    assertThat((double) moved / KEYS).isLessThan(share(servers, index) + 0.02);
  }

  @Property(tries = 50)
  void keysMoveOnlyToAServerThatGetsHeavier(
      @ForAll @Size(min = 2, max = 8) List<@IntRange(min = 1, max = 256) Integer> weights,
      @ForAll @IntRange(min = 1, max = 15) int slow) {
    List<Server> servers = FakeServer.weighing(weights);
    FakeServer starting = (FakeServer) servers.getFirst();
    starting.slow = slow;
    Server[] before = picks(servers);
    starting.slow = 0;
    Server[] after = picks(servers);
    for (int i = 0; i < KEYS; i++) {
      assertThat(after[i]).isIn(before[i], starting);
    }
  }

  @Property(tries = 30)
  void theOrderOfServersDoesNotCount(
      @ForAll @Size(min = 2, max = 8) List<@IntRange(min = 1, max = 256) Integer> weights) {
    List<Server> servers = FakeServer.weighing(weights);
    List<Server> shuffled = new ArrayList<>(servers);
    Collections.shuffle(shuffled, new Random(weights.hashCode()));
    assertThat(picks(shuffled)).isEqualTo(picks(servers));
  }

  @Property(tries = 50)
  void serversGetKeysInProportionToTheirWeights(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 256) Integer> weights) {
    List<Server> servers = FakeServer.weighing(Picks.counting(weights));
    for (Server server : picks(servers)) {
      ((FakeServer) server).picked++;
    }
    for (int i = 0; i < servers.size(); i++) {
      double share = share(servers, i);
      // Six standard deviations of the binomial distribution.
      double deviation = Math.sqrt(share * (1 - share) * KEYS);
      assertThat((double) Picks.picked(servers).get(i))
          .isCloseTo(share * KEYS, within(6 * deviation + 1));
    }
  }

  @Property(tries = 200)
  void aBoundIsNeverExceeded(
      @ForAll @Size(min = 1, max = 10) List<@IntRange(max = 256) Integer> weights,
      @ForAll @DoubleRange(min = 1, max = 4) double bound,
      @ForAll @IntRange(min = 1, max = 50) int keys,
      @ForAll Random random) {
    List<Server> servers = FakeServer.weighing(Picks.counting(weights));
    Preferences preferences = new Preferences(servers);
    List<FakeServer> sessions = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      if (!sessions.isEmpty() && random.nextInt(4) == 0) {
        sessions.remove(random.nextInt(sessions.size())).sessions--;
      }
      FakeServer picked = (FakeServer) preferences.of(key(random.nextInt(keys)), bound);
      picked.sessions++;
      sessions.add(picked);
      double most = bound * sessions.size() * share(servers, servers.indexOf(picked));
      assertThat((double) picked.sessions).isLessThanOrEqualTo(Math.ceil(most + 1e-9));
    }
  }

  @Property(tries = 20)
  void aBoundThatIsNotReached_movesNoKey(
      @ForAll @Size(min = 1, max = 10) List<@IntRange(max = 256) Integer> weights) {
    List<Server> servers = FakeServer.weighing(weights);
    Preferences preferences = new Preferences(servers);
    for (int i = 0; i < 1_000; i++) {
      assertThat(preferences.of(key(i), 1.01)).isSameAs(preferences.of(key(i)));
    }
  }
}
