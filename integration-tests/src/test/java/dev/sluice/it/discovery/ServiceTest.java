package dev.sluice.it.discovery;

import static dev.sluice.it.discovery.DiscoveryTest.awaitAsked;
import static dev.sluice.it.discovery.DiscoveryTest.awaitServer;
import static dev.sluice.it.discovery.DiscoveryTest.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.EachTransport;
import dev.sluice.it.discovery.FakeNameServer.Manner;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that are the targets of SRV records. */
class ServiceTest {

  private static final String SERVICE = "_http._tcp.app.test";

  private FakeNameServer names;
  private FakeServer one;
  private FakeServer two;
  private FakeServer red;

  @BeforeEach
  void start() throws IOException {
    names = FakeNameServer.start().host("a.test", 60, "127.0.0.1").host("b.test", 60, "127.0.0.1");
    one = FakeServer.token("one");
    two = FakeServer.token("two");
    red = FakeServer.token("red");
  }

  @AfterEach
  void stop() throws IOException {
    names.close();
    one.close();
    two.close();
    red.close();
  }

  private static String target(int priority, int weight, FakeServer server, String host) {
    return priority + " " + weight + " " + server.port() + " " + host;
  }

  private String text(String server) {
    return """
    { "global": { "threads": 1, "resolvers": { "nameserver": "%s", "hold": "50ms" } },
      "frontends": { "in": { "bind": "127.0.0.1:0", "default-backend": "app" } },
      "backends": { "app": { "balance": "roundrobin", "retries": 0, "servers": {
        "s": { "address": "srv:%s" %s } } } } }
    """
        .formatted(names.address(), SERVICE, server);
  }

  /** The servers that new sessions come to, with what they are called. */
  private static Set<String> served(TestProxy proxy) throws IOException {
    Set<String> served = new TreeSet<>();
    for (int i = 0; i < 6; i++) {
      int logged = proxy.logged().size();
      String answer = server(proxy);
      served.add(proxy.logged(logged + 1).getLast().outcome() + " " + answer);
    }
    return served;
  }

  private static void awaitServed(TestProxy proxy, String... wanted) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(served(proxy)).containsExactly(wanted));
  }

  @EachTransport
  void targetsFillServers_keepThem_andLeaveThem(Sockets transport) throws Exception {
    names.service(SERVICE, 0, target(1, 0, two, "b.test"), target(0, 0, one, "a.test"));
    try (TestProxy proxy = TestProxy.start(transport, text(", \"count\": 3"))) {
      awaitServed(proxy, "app/s1 -- one", "app/s2 -- two");

      // What is new takes the place of what is gone.
      names.service(SERVICE, 0, target(0, 0, red, "a.test"), target(1, 0, two, "b.test"));
      awaitServed(proxy, "app/s1 -- red", "app/s2 -- two");

      names.service(SERVICE, 0, target(1, 0, two, "b.test"));
      awaitServed(proxy, "app/s2 -- two");

      names.manner(Manner.FAILS);
      awaitAsked(names, SERVICE, 6);
      assertThat(served(proxy)).containsExactly("app/s2 -- two");

      names
          .manner(Manner.ANSWERS)
          .service(
              SERVICE,
              0,
              target(0, 0, one, "a.test"),
              target(0, 0, red, "a.test"),
              target(1, 0, two, "b.test"));
      Set<String> all = new TreeSet<>();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            all.clear();
            all.addAll(served(proxy));
            return all.size() == 3;
          });
      assertThat(all).contains("app/s2 -- two");
    }
  }

  @Test
  void moreTargetsThanServers_theFirstByPriorityAreTaken() throws Exception {
    names.service(
        SERVICE,
        0,
        target(2, 0, one, "a.test"),
        target(1, 0, two, "a.test"),
        target(0, 0, red, "a.test"));
    try (TestProxy proxy = TestProxy.start(text(", \"count\": 2"))) {
      awaitServed(proxy, "app/s1 -- red", "app/s2 -- two");
    }
  }

  @Test
  void targetThatIsNoName_isPassedOver() throws Exception {
    names
        .host("-a.test", 60, "127.0.0.1")
        .service(SERVICE, 0, target(0, 0, red, "-a.test"), target(1, 0, two, "a.test"));
    try (TestProxy proxy = TestProxy.start(text(""))) {
      awaitServed(proxy, "app/s -- two");
    }
  }

  @Test
  void withoutCount_thereIsOneServerOfThatName() throws Exception {
    names.service(SERVICE, 0, target(0, 0, one, "a.test"), target(1, 0, two, "a.test"));
    try (TestProxy proxy = TestProxy.start(text(""))) {
      awaitServed(proxy, "app/s -- one");
    }
  }

  @Test
  void weightsOfRecords_areThoseOfServers() throws Exception {
    names.service(SERVICE, 0, target(0, 65535, one, "a.test"), target(0, 0, two, "a.test"));
    try (TestProxy proxy = TestProxy.start(text(", \"count\": 2"))) {
      awaitServer(proxy, "one");
      int first = 0;
      for (int i = 0; i < 50; i++) {
        first += server(proxy).equals("one") ? 1 : 0;
      }
      assertThat(first).isGreaterThanOrEqualTo(48);
    }
  }

  @Test
  void targetWithoutAnAddress_takesNoSessions_untilItHasOne() throws Exception {
    names.service(SERVICE, 0, target(0, 0, one, "a.test"), target(0, 0, two, "late.test"));
    try (TestProxy proxy = TestProxy.start(text(", \"count\": 2"))) {
      awaitServed(proxy, "app/s1 -- one");

      names.host("late.test", 60, "127.0.0.1");
      awaitServed(proxy, "app/s1 -- one", "app/s2 -- two");
    }
  }

  @Test
  void reload_keepsTargets_alsoWithAnotherCount() throws Exception {
    names.service(SERVICE, 0, target(1, 0, two, "b.test"), target(0, 0, one, "a.test"));
    try (TestProxy proxy = TestProxy.start(text(", \"count\": 2"))) {
      awaitServed(proxy, "app/s1 -- one", "app/s2 -- two");
      names.manner(Manner.FAILS);

      proxy.reload(text(", \"count\": 3"));
      assertThat(served(proxy)).containsExactly("app/s1 -- one", "app/s2 -- two");

      // Each where it was, though another order would be preferred now.
      names
          .manner(Manner.ANSWERS)
          .service(SERVICE, 0, target(0, 0, two, "b.test"), target(1, 0, one, "a.test"));
      awaitAsked(names, SERVICE, 3);
      assertThat(served(proxy)).containsExactly("app/s1 -- one", "app/s2 -- two");
    }
  }
}
