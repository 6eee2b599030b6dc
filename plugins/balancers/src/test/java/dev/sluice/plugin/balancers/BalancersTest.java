package dev.sluice.plugin.balancers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.api.Balancer;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Plugin;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.TextFile;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BalancersTest {

  private static final SessionView SESSION = new AnySession();

  private static Balancer balancer(String word) {
    Plugin plugin = ServiceLoader.load(Plugin.class).findFirst().orElseThrow();
    Factory<Balancer> factory =
        plugin.balancers().stream().filter(f -> f.word().equals(word)).findFirst().orElseThrow();
    return factory.create(Settings.builder().build(), new NoContext());
  }

  private static List<String> names(Balancer balancer, List<Server> servers, int count) {
    return Stream.generate(() -> balancer.pick(servers, SESSION).name()).limit(count).toList();
  }

  private static void pick(Balancer balancer, List<Server> servers, int count) {
    for (int i = 0; i < count; i++) {
      ((FakeServer) balancer.pick(servers, SESSION)).picked++;
    }
  }

  private static List<Integer> picked(List<Server> servers) {
    return servers.stream().map(server -> ((FakeServer) server).picked).toList();
  }

  private static List<Integer> someWeight(List<Integer> weights) {
    return weights.stream().allMatch(weight -> weight == 0)
        ? weights.stream().map(weight -> 1).toList()
        : weights;
  }

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
    List<Integer> expected = someWeight(weights);
    int round = expected.stream().mapToInt(weight -> weight).sum();
    pick(balancer, servers, offset);
    servers.forEach(server -> ((FakeServer) server).picked = 0);
    pick(balancer, servers, round);
    assertThat(picked(servers)).isEqualTo(expected);
  }

  @Test
  void roundRobin_followsAWeightThatChanges() {
    List<Server> servers = FakeServer.weighing(List.of(1, 1));
    Balancer balancer = balancer("roundrobin");
    pick(balancer, servers, 10);
    ((FakeServer) servers.get(0)).weight = 0;
    servers.forEach(server -> ((FakeServer) server).picked = 0);
    pick(balancer, servers, 10);
    assertThat(picked(servers)).containsExactly(0, 10);
  }

  @Test
  void roundRobin_ofAServerThatStartsSlowly_followsItsEffectiveWeight() {
    List<Server> servers = FakeServer.weighing(List.of(1, 1));
    Balancer balancer = balancer("roundrobin");
    pick(balancer, servers, 10);
    ((FakeServer) servers.get(0)).slow = 15;
    servers.forEach(server -> ((FakeServer) server).picked = 0);
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
      ((FakeServer) balancer.pick(servers, SESSION)).sessions++;
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
    List<Integer> expected = someWeight(weights);
    assertThat(IntStream.range(0, weights.size()))
        .allMatch(i -> (picked(servers).get(i) > 0) == (expected.get(i) > 0));
  }

  private record NoContext() implements Context {

    @Override
    public Vertx vertx() {
      throw new AssertionError("no balancer needs Vert.x");
    }

    @Override
    public Path home() {
      throw new AssertionError("no balancer needs a folder");
    }

    @Override
    public void problem(String message) {
      throw new AssertionError(message);
    }

    @Override
    public void problem(TextFile.Line line, String message) {
      throw new AssertionError(message);
    }
  }

  private record AnySession() implements SessionView, Client {

    @Override
    public long id() {
      return 1;
    }

    @Override
    public Client client() {
      return this;
    }

    @Override
    public @Nullable ClientHello clientHello() {
      return null;
    }

    @Override
    public @Nullable RequestHead requestHead() {
      return null;
    }

    @Override
    public String backend() {
      return "app";
    }

    @Override
    public @Nullable String route() {
      return null;
    }

    @Override
    public SocketAddress address() {
      return InetSocketAddress.createUnresolved("client", 1);
    }

    @Override
    public SocketAddress localAddress() {
      return address();
    }

    @Override
    public String frontend() {
      return "web";
    }
  }
}
