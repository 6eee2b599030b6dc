package dev.sluice.it.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Reload;
import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.testkit.AbsentServer;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Servers that fail and come back, as checks and sessions find out. */
class HealthTest {

  private static final String FAST =
      "\"inter\": \"50ms\", \"fastinter\": \"20ms\", \"downinter\": \"50ms\"";

  private static String text(String backend, String servers) {
    return """
    { "global": { "threads": 2 },
      "frontends": { "in": { "bind": "127.0.0.1:0", "default-backend": "app" } },
      "backends": { "app": { %s "servers": { %s } } } }
    """
        .formatted(backend, servers);
  }

  private static String server(String name, String address, String more) {
    return "\"%s\": { \"address\": \"%s\" %s }".formatted(name, address, more);
  }

  private static String check(String word) {
    return "\"check\": { %s, %s },".formatted(word, FAST);
  }

  private static ServerState state(TestProxy proxy, String server) {
    return Objects.requireNonNull(proxy.proxy().backends().get("app")).servers().stream()
        .filter(each -> each.name().equals(server))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitState(ServerState server, boolean up) {
    await(server + (up ? " is up" : " is down"))
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> server.up() == up);
  }

  private static String reason(ServerState server) {
    return server.transitions().getLast().reason();
  }

  private static String answer(TestProxy proxy) throws Exception {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.finish();
      return client.receiveAll().text();
    }
  }

  /** A session that begins while a state changes may still see the one before. */
  private static void awaitAnswer(TestProxy proxy, String word, String outcome) {
    await(outcome)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() ->
            answer(proxy).equals(word)
                && proxy.logged().stream().anyMatch(line -> line.outcome().equals(outcome)));
  }

  private static FakeServer at(int port, String word) throws Exception {
    return FakeServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        client -> {
          client.send(word);
          client.finish();
          client.receiveAll();
        });
  }

  /** Before its time is over. */
  private static void kill(FakeServer server) throws Exception {
    server.close();
  }

  @EachTransport
  void serverThatDies_isDown_theBackupTakesOver_untilItIsBack(Sockets transport) throws Exception {
    try (FakeServer backup = FakeServer.token("backup");
        FakeServer first = FakeServer.token("one");
        TestProxy proxy =
            TestProxy.start(
                transport,
                text(
                    check("\"tcp\": {}"),
                    server("s1", first.address(), "")
                        + ", "
                        + server("s2", backup.address(), ", \"backup\": true")))) {
      ServerState s1 = state(proxy, "s1");
      assertThat(answer(proxy)).isEqualTo("one");
      int port = first.port();
      kill(first);

      awaitState(s1, false);
      assertThat(reason(s1)).isEqualTo("check tcp: connection refused");
      awaitAnswer(proxy, "backup", "app/s2 --");

      try (FakeServer again = at(port, "again")) {
        awaitState(s1, true);
        assertThat(reason(s1)).isEqualTo("check tcp: connected");
        awaitAnswer(proxy, "again", "app/s1 --");
        assertThat(again.faults()).isEmpty();
      }
    }
  }

  @EachTransport
  void lastServerThatDies_leavesNone(Sockets transport) throws Exception {
    try (FakeServer first = FakeServer.token("one");
        TestProxy proxy =
            TestProxy.start(
                transport, text(check("\"tcp\": {}"), server("s1", first.address(), "")))) {
      assertThat(answer(proxy)).isEqualTo("one");
      kill(first);
      awaitState(state(proxy, "s1"), false);

      awaitAnswer(proxy, "", "app/<NOSRV> SC");
    }
  }

  @EachTransport
  void unixSocket_isChecked(Sockets transport) throws Exception {
    Path home = TestProxy.newHome();
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(home.resolve("s"));
    FakeServer first = FakeServer.start(address, client -> client.receiveAll());
    try (TestProxy proxy =
        TestProxy.start(transport, home, text(check("\"tcp\": {}"), server("s1", "unix:s", "")))) {
      ServerState s1 = state(proxy, "s1");
      kill(first);
      awaitState(s1, false);
      assertThat(reason(s1)).startsWith("check tcp: connection refused");
    }
  }

  @Test
  void serverThatWantsAProxyHeader_getsOneFromItsCheck() throws Exception {
    String emit = "\"emit\": [ { \"proxy-protocol\": { \"version\": 1 } } ], ";
    try (FakeServer server = FakeServer.recorder("");
        TestProxy proxy =
            TestProxy.start(
                text(emit + check("\"tcp\": {}"), server("s1", server.address(), "")))) {
      assertThat(server.received().text())
          .matches("PROXY TCP4 127\\.0\\.0\\.1 127\\.0\\.0\\.1 [0-9]+ " + server.port() + "\r\n");
      assertThat(state(proxy, "s1").up()).isTrue();
    }
  }

  @Test
  void silentServer_isDownByItsCheck() throws Exception {
    try (FakeServer silent = FakeServer.start(client -> client.receiveAll());
        TestProxy proxy =
            TestProxy.start(
                text(
                    "\"timeouts\": {\"check\": \"100ms\"}, " + check("\"http\": {}"),
                    server("s1", silent.address(), "")))) {
      awaitState(state(proxy, "s1"), false);
      assertThat(reason(state(proxy, "s1"))).isEqualTo("check http: no response within 100 ms");
    }
  }

  @Test
  void serverThatDrips_isDownByItsCheck() throws Exception {
    try (FakeServer slow =
            FakeServer.start(client -> {
              String answer = "HTTP/1.1 200 OK\r\nServer: slow\r\n\r\n";
              for (int i = 0; i < answer.length(); i++) {
                client.send(answer.substring(i, i + 1));
                LockSupport.parkNanos(20_000_000);
              }
            });
        TestProxy proxy =
            TestProxy.start(
                text(
                    "\"timeouts\": {\"check\": \"100ms\"}, " + check("\"http\": {}"),
                    server("s1", slow.address(), "")))) {
      awaitState(state(proxy, "s1"), false);
      assertThat(reason(state(proxy, "s1")))
          .isEqualTo("check http: no end of the response head within 100 ms");
    }
  }

  @Test
  void otherProtocol_isDownByItsCheck() throws Exception {
    try (FakeServer mail = FakeServer.token("220 ready\r\n");
        TestProxy proxy =
            TestProxy.start(
                text(
                    "",
                    server("s1", mail.address(), ", \"check\": \"tls\"")
                        + ", "
                        + server("s2", mail.address(), ", \"check\": \"http\"")))) {
      awaitState(state(proxy, "s1"), false);
      awaitState(state(proxy, "s2"), false);
      assertThat(reason(state(proxy, "s1"))).startsWith("check tls: no TLS: '220 ready");
      assertThat(reason(state(proxy, "s2"))).startsWith("check http: no HTTP/1: '220 ready");
    }
  }

  @Test
  void serverInMaintenance_isNotChecked_andNotUsed() throws Exception {
    try (FakeServer spared = FakeServer.token("spared");
        FakeServer other = FakeServer.token("other");
        TestProxy proxy =
            TestProxy.start(
                text(
                    check("\"tcp\": {}"),
                    server("s1", spared.address(), ", \"state\": \"maint\"")
                        + ", "
                        + server("s2", other.address(), "")))) {
      awaitConnections(other, 10);
      assertThat(spared.connections()).isZero();
      assertThat(answer(proxy)).isEqualTo("other");
    }
  }

  private static void awaitConnections(FakeServer server, int count) {
    await("connections of a check")
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> server.connections() >= count);
  }

  @Test
  void reload_keepsWhatIsKnown_andWithoutCheckTheServerIsUp() throws Exception {
    try (FakeServer other = FakeServer.token("other");
        AbsentServer dead = AbsentServer.open()) {
      String servers =
          server("s1", dead.address(), "%s") + ", " + server("s2", other.address(), "");
      String checked = text(check("\"tcp\": {}"), servers.formatted(""));
      try (TestProxy proxy = TestProxy.start(checked)) {
        ServerState s1 = state(proxy, "s1");
        awaitState(s1, false);

        for (int i = 0; i < 5; i++) {
          assertThat(proxy.reload(checked)).isInstanceOf(Reload.Accepted.class);
          assertThat(s1.up()).isFalse();
          assertThat(answer(proxy)).isEqualTo("other");
        }
        assertThat(state(proxy, "s1")).isSameAs(s1);
        assertThat(s1.transitions()).hasSize(1);
        int before = other.connections();
        awaitConnections(other, before + 3);

        proxy.reload(text(check("\"tcp\": {}"), servers.formatted(", \"check\": false")));
        awaitState(s1, true);
        assertThat(reason(s1)).isEqualTo("it is not checked");
      }
    }
  }

  @EachTransport
  void sessionsThatCannotConnect_takeObservedServersDown_butNotAllOfThem(Sockets transport)
      throws Exception {
    String check =
        "\"check\": { \"inter\": \"1h\", \"observe\": \"layer4\", \"error-limit\": 3 },"
            + " \"balance\": \"roundrobin\", \"retries\": 0,";
    try (FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        TestProxy proxy =
            TestProxy.start(
                transport,
                text(
                    check,
                    server("s1", one.address(), "") + ", " + server("s2", two.address(), "")))) {
      awaitConnections(one, 1);
      kill(one);
      kill(two);
      ServerState s1 = state(proxy, "s1");
      ServerState s2 = state(proxy, "s2");

      // Another session each time, as long as both are up.
      await("one is down")
          .atMost(Duration.ofSeconds(15))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> {
            String nothing = answer(proxy);
            return nothing.isEmpty() && (!s1.up() || !s2.up());
          });
      for (int i = 0; i < 10; i++) {
        assertThat(answer(proxy)).isEmpty();
      }

      assertThat(s1.up()).isNotEqualTo(s2.up());
      ServerState down = s1.up() ? s2 : s1;
      assertThat(reason(down))
          .matches("observed: [0-9]+ attempts to connect failed in a row: .*[Rr]efused.*");
    }
  }

  // A probe of the old generation kept none of its extensions open; this one does.
  @Test
  void reload_whileACheckIsUnderWay_letsItEnd() throws Exception {
    CountDownLatch reloaded = new CountDownLatch(1);
    try (FakeServer slow =
            FakeServer.start(client -> {
              client.receiveThrough("\r\n\r\n");
              try {
                reloaded.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              client.send("HTTP/1.1 200 OK\r\n\r\n");
            });
        TestProxy proxy =
            TestProxy.start(text("\"check\": \"http\",", server("s1", slow.address(), "")))) {
      awaitConnections(slow, 1);
      assertThat(
              proxy.reload(
                  text(
                      "\"check\": {\"http\": {}, \"inter\": \"100ms\"},",
                      server("s1", slow.address(), ""))))
          .isInstanceOf(Reload.Accepted.class);
      reloaded.countDown();

      awaitConnections(slow, 4);
      assertThat(state(proxy, "s1").transitions()).isEmpty();
      assertThat(slow.faults()).isEqualTo(List.of());
    }
  }
}
