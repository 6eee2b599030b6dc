package dev.sluice.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.it.life.Arrivals.Truth;
import dev.sluice.runtime.Reload;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Reloads under load, with and without problems. */
class ReloadTest {

  private static final int RELOADS = 100;
  private static final int BROKEN = 50;
  private static final int TUNNELS = 20;

  /** Sessions a second: what must be served on average, and what comes. */
  private static final int RATE = 500;

  private static final int ARRIVALS = 550;

  /** Reloads come as often as this, or as fast as the proxy takes them. */
  private static final long INTERVAL_NANOS = 60_000_000;

  private static final String[] ANY = {"one", "two", "three"};

  @EachTransport
  void hundredReloads_andFiftyBrokenOnes_underLoad_refuseMisrouteAndCutNothing(Sockets transport)
      throws Exception {
    try (FakeServer tunnels = FakeServer.echo();
        FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        FakeServer three = FakeServer.token("three")) {
      Fakes fakes = new Fakes(tunnels, one, two, three);
      try (TestProxy proxy = TestProxy.start(transport, text(0, fakes))) {
        List<FakeClient> open = new ArrayList<>();
        for (int i = 0; i < TUNNELS; i++) {
          open.add(FakeClient.connect(proxy.port("tunnel")));
        }
        AtomicReference<Truth> moving = new AtomicReference<>(new Truth(moving(0)));
        Truth fixed = new Truth("one");
        double rate;
        try (Arrivals clients =
            new Arrivals(
                proxy.port("web"),
                ARRIVALS,
                List.of("fixed.test", "moving.test"),
                () -> List.of(fixed, moving.get()),
                Set.of(ANY))) {
          // What is measured begins when everything is compiled that a session needs.
          await().atMost(Duration.ofSeconds(30)).until(() -> clients.served() >= 1000);
          long before = clients.served();
          long start = System.nanoTime();
          for (int i = 1; i <= RELOADS; i++) {
            reload(proxy, fakes, i, moving);
            if (i % (RELOADS / BROKEN) == 0) {
              refuse(proxy, fakes, i);
            }
            if (i % 10 == 0) {
              for (FakeClient tunnel : open) {
                tunnel.send("tick");
                assertThat(tunnel.receiveText(4)).isEqualTo("tick");
              }
            }
            LockSupport.parkNanos(start + i * INTERVAL_NANOS - System.nanoTime());
          }
          rate = (clients.served() - before) / ((System.nanoTime() - start) / 1e9);
          clients.finish();
          assertThat(clients.failures()).isEmpty();
          assertThat(clients.served()).isEqualTo(clients.started());
        }
        assertThat(proxy.proxy().generation()).isEqualTo(RELOADS + 1);
        for (FakeClient tunnel : open) {
          tunnel.finish();
          assertThat(tunnel.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
          tunnel.close();
        }
        proxy.awaitNoSessions();
        assertThat(tunnels.connections()).isEqualTo(TUNNELS);
        Set<Long> generations = new HashSet<>();
        proxy.logged().forEach(line -> generations.add(line.session().generation()));
        assertThat(generations).hasSize(RELOADS + 1);
        assertThat(proxy.logged()).extracting(LogLine::outcome).allMatch(it -> it.endsWith(" --"));
        // Last, so that a machine which is too slow for the load still has everything else checked.
        assertThat(rate)
            .as("sessions served a second; all were served right, the machine may be too slow")
            .isGreaterThanOrEqualTo(RATE);
      }
    }
  }

  /** While the reload is under way both the old truth and the new one are right. */
  private static void reload(
      TestProxy proxy, Fakes fakes, int number, AtomicReference<Truth> moving) throws IOException {
    moving.set(new Truth(moving(number - 1), moving(number)));
    assertThat(proxy.reload(text(number, fakes))).isInstanceOf(Reload.Accepted.class);
    moving.set(new Truth(moving(number)));
    // A new session goes by the new configuration at once, on a new bind as well.
    for (SocketAddress address : proxy.proxy().addresses("web")) {
      assertToken(((InetSocketAddress) address).getPort(), "moving.test", Set.of(moving(number)));
    }
    assertThat(proxy.proxy().addresses("web")).hasSize(secondBind(number) ? 2 : 1);
  }

  private static void refuse(TestProxy proxy, Fakes fakes, int number) throws IOException {
    List<String> mutants = broken(text(number, fakes), fakes);
    String mutant = mutants.get(number / (RELOADS / BROKEN) - 1);
    assertThat(proxy.reload(mutant)).as(mutant).isNotInstanceOf(Reload.Accepted.class);
    assertThat(proxy.proxy().generation()).isEqualTo(number + 1);
  }

  private static String assertToken(int port, String name, Set<String> tokens) throws IOException {
    try (FakeClient client = FakeClient.connect(port)) {
      client.send(SampleHello.bytes(name));
      client.finish();
      String token = client.receiveAll().text();
      assertThat(tokens).contains(token);
      return token;
    }
  }

  private record Fakes(FakeServer tunnels, FakeServer one, FakeServer two, FakeServer three) {}

  // In turn each reload moves the route, replaces the server, and adds or removes the bind.

  private static boolean routeMoved(int number) {
    return (number + 2) / 3 % 2 == 1;
  }

  private static boolean otherServer(int number) {
    return (number + 1) / 3 % 2 == 1;
  }

  private static boolean secondBind(int number) {
    return number / 3 % 2 == 1;
  }

  /** Where moving.test leads to. */
  private static String moving(int number) {
    return routeMoved(number) ? otherServer(number) ? "three" : "two" : "one";
  }

  private static String text(int number, Fakes fakes) {
    return """
    { "global": { "threads": 2 },
      "frontends": {
        "web": { "bind": [ "127.0.0.1:0"%s ], "routes": [
          { "match": { "sni": "moving.test" }, "backend": "%s" },
          { "match": { "sni": "fixed.test" }, "backend": "one" } ] },
        "tunnel": { "bind": "127.0.0.1:0", "default-backend": "tunnels" } },
      "backends": {
        "one": { "servers": { "s1": { "address": "%s" } } },
        "two": { "servers": { "%s": { "address": "%s" } } },
        "tunnels": { "servers": { "s1": { "address": "%s" } } } } }
    """
        .formatted(
            secondBind(number) ? ", \"127.0.0.1:0\"" : "",
            routeMoved(number) ? "two" : "one",
            fakes.one.address(),
            otherServer(number) ? "x" : "y",
            (otherServer(number) ? fakes.three : fakes.two).address(),
            fakes.tunnels.address());
  }

  /** Fifty configurations with something wrong, made from one that is right. */
  private static List<String> broken(String good, Fakes fakes) {
    List<String> mutants = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(50);
    while (mutants.size() < BROKEN - 10) {
      int cut = 30 + random.nextInt(good.stripTrailing().length() - 40);
      mutants.add(good.substring(0, cut));
    }
    mutants.add(good.replace("\"bind\"", "\"bnid\""));
    mutants.add(good.replace("\"sni\"", "\"snii\""));
    mutants.add(good.replace("\"backend\": \"one\"", "\"backend\": \"onne\""));
    mutants.add(good.replace("[ \"127.0.0.1:0\"", "[ 17"));
    mutants.add(good.replace("fixed.test", "fixed..test"));
    mutants.add(good.replace("\"threads\": 2", "\"threads\": \"two\""));
    mutants.add(good.replace("\"backend\": \"one\"", "\"backend\": { \"map\": \"gone\" }"));
    mutants.add(good.replace("\"servers\"", "\"servers\": {}, \"servers\""));
    mutants.add("");
    // A bind that is taken.
    mutants.add(good.replace("[ \"127.0.0.1:0\"", "[ \"%s\"".formatted(fakes.one.address())));
    assertThat(mutants).hasSize(BROKEN).doesNotContain(good);
    return mutants;
  }

  @Test
  void fiftyBrokenConfigurations_changeNothing() throws Exception {
    try (FakeServer tunnels = FakeServer.echo();
        FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two")) {
      Fakes fakes = new Fakes(tunnels, one, two, two);
      String good = text(0, fakes);
      try (TestProxy proxy = TestProxy.start(good)) {
        int port = proxy.port("web");
        for (String mutant : broken(good, fakes)) {
          Reload outcome = proxy.reload(mutant);
          assertThat(outcome).as(mutant).isNotInstanceOf(Reload.Accepted.class);
          if (outcome instanceof Reload.Refused refused) {
            assertThat(refused.problems()).isNotEmpty();
          }
          assertThat(proxy.proxy().generation()).isEqualTo(1);
          assertToken(port, "fixed.test", Set.of("one"));
        }
        assertThat(proxy.reload(good)).isInstanceOf(Reload.Accepted.class);
      }
    }
  }

  @Test
  void editedMapFile_takesEffectByItself_withinASecond() throws Exception {
    var home = TestProxy.newHome();
    Files.writeString(home.resolve("hosts.map"), "a.test one\n");
    try (FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two")) {
      String text =
          Texts.routed(
              "",
              """
              { "match": {}, "backend": { "map": { "by": "sni", "file": "hosts.map" } } }
              """,
              Texts.backend("one", one),
              Texts.backend("two", two));
      try (TestProxy proxy = TestProxy.start(Sockets.best(), home, text)) {
        int port = proxy.port("in");
        assertToken(port, "a.test", Set.of("one"));
        proxy.file("hosts.map", "a.test two # moved\n");

        await()
            .atMost(Duration.ofSeconds(3))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> assertToken(port, "a.test", Set.of("one", "two")).equals("two"));
        assertThat(proxy.proxy().generation()).isEqualTo(2);
      }
    }
  }

  @EachTransport
  void bindThatIsRemoved_stopsAccepting_butItsSessionsLive(Sockets transport) throws Exception {
    try (FakeServer tunnels = FakeServer.echo();
        FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        TestProxy proxy = TestProxy.start(transport, text(0, new Fakes(tunnels, one, two, two)));
        FakeClient client = FakeClient.connect(proxy.port("tunnel"))) {
      client.send("before");
      assertThat(client.receiveText(6)).isEqualTo("before");
      int port = proxy.port("tunnel");
      String without =
          text(0, new Fakes(tunnels, one, two, two))
              .replaceFirst("(?s),\\s*\"tunnel\": \\{[^}]*\\}", "");

      assertThat(proxy.reload(without)).isInstanceOf(Reload.Accepted.class);
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() ->
              assertThatThrownBy(() -> FakeClient.connect(port)).isInstanceOf(IOException.class));
      client.send("after");
      assertThat(client.receiveText(5)).isEqualTo("after");
      client.finish();
      assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("tunnels/s1 --");
      assertThat(proxy.logged().getFirst().session().generation()).isEqualTo(1);
    }
  }
}
