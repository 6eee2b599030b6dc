package dev.sluice.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.Background;
import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Reload;
import dev.sluice.runtime.net.channels.ChannelTransport;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Reloads under load, with and without problems. */
class ReloadTest {

  private static final int RELOADS = 100;
  private static final int TUNNELS = 20;

  @EachTransport
  void hundredReloads_underLoad_refuseMisrouteAndCutNothing(ChannelTransport transport)
      throws Exception {
    try (FakeServer tunnels = FakeServer.echo();
        FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        TestProxy proxy = TestProxy.start(transport, text(0, tunnels, one, two))) {
      List<FakeClient> open = new ArrayList<>();
      for (int i = 0; i < TUNNELS; i++) {
        open.add(FakeClient.connect(proxy.port("tunnel")));
      }
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger sessions = new AtomicInteger();
      Set<String> seen = ConcurrentHashMap.newKeySet();
      int port = proxy.port("web");
      List<Background> load = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        load.add(
            Background.start(() -> {
              while (!stop.get()) {
                assertToken(port, "fixed.test", Set.of("one"));
                seen.add(assertToken(port, "moving.test", Set.of("one", "two")));
                sessions.addAndGet(2);
              }
            }));
      }
      long start = System.nanoTime();
      for (int i = 1; i <= RELOADS; i++) {
        assertThat(proxy.reload(text(i, tunnels, one, two))).isInstanceOf(Reload.Accepted.class);
        // A new session goes by the new configuration at once.
        assertToken(port, "moving.test", Set.of(i % 2 == 0 ? "one" : "two"));
        if (i % 10 == 0) {
          for (FakeClient tunnel : open) {
            tunnel.send("tick");
            assertThat(tunnel.receiveText(4)).isEqualTo("tick");
          }
        }
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> sessions.get() >= 1000 && seen.size() == 2);
      stop.set(true);
      load.forEach(Background::join);
      double rate = sessions.get() / ((System.nanoTime() - start) / 1e9);
      assertThat(rate).as("sessions a second").isGreaterThan(200);
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
      assertThat(generations.size()).isGreaterThan(RELOADS / 2);
      assertThat(proxy.logged()).noneMatch(line -> line.outcome().contains("NOSRV"));
    }
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

  /** A route, a server and a bind that alternate. */
  private static String text(int number, FakeServer tunnels, FakeServer one, FakeServer two) {
    boolean odd = number % 2 == 1;
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
            odd ? ", \"127.0.0.1:0\"" : "",
            odd ? "two" : "one",
            one.address(),
            odd ? "x" : "y",
            two.address(),
            tunnels.address());
  }

  @Test
  void fiftyBrokenConfigurations_changeNothing() throws Exception {
    try (FakeServer tunnels = FakeServer.echo();
        FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        TestProxy proxy = TestProxy.start(text(0, tunnels, one, two))) {
      int port = proxy.port("web");
      String good = text(0, tunnels, one, two);
      List<String> mutants = new ArrayList<>();
      SplittableRandom random = new SplittableRandom(50);
      while (mutants.size() < 40) {
        int cut = 30 + random.nextInt(good.stripTrailing().length() - 40);
        mutants.add(good.substring(0, cut));
      }
      mutants.add(good.replace("\"bind\"", "\"bnid\""));
      mutants.add(good.replace("\"sni\"", "\"snii\""));
      mutants.add(good.replace("\"backend\": \"one\"", "\"backend\": \"onne\""));
      mutants.add(good.replace("[ \"127.0.0.1:0\" ]", "17"));
      mutants.add(good.replace("fixed.test", "fixed..test"));
      mutants.add(good.replace("\"threads\": 2", "\"threads\": \"two\""));
      mutants.add(good.replace("\"backend\": \"one\"", "\"backend\": { \"map\": \"gone\" }"));
      mutants.add(good.replace("\"servers\"", "\"servers\": {}, \"servers\""));
      mutants.add("");
      // A bind that is taken.
      mutants.add(good.replace("[ \"127.0.0.1:0\" ]", "[ \"%s\" ]".formatted(one.address())));

      assertThat(mutants).hasSize(50);
      for (String mutant : mutants) {
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
      try (TestProxy proxy = TestProxy.start(ChannelTransport.best(), home, text)) {
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
  void bindThatIsRemoved_stopsAccepting_butItsSessionsLive(ChannelTransport transport)
      throws Exception {
    try (FakeServer tunnels = FakeServer.echo();
        FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        TestProxy proxy = TestProxy.start(transport, text(0, tunnels, one, two));
        FakeClient client = FakeClient.connect(proxy.port("tunnel"))) {
      client.send("before");
      assertThat(client.receiveText(6)).isEqualTo("before");
      int port = proxy.port("tunnel");
      String without =
          text(0, tunnels, one, two).replaceFirst("(?s),\\s*\"tunnel\": \\{[^}]*\\}", "");

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
