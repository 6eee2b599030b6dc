package dev.sluice.it.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.EachTransport;
import dev.sluice.it.discovery.FakeNameServer.Manner;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is given by the name of a host. */
class DiscoveryTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  /** Two servers on one port, at 127.0.0.1 and 127.0.0.2, which say who they are and then echo. */
  private record Two(FakeServer one, FakeServer two) implements AutoCloseable {

    interface Serving {
      void serve(String name, FakeSocket client) throws IOException;
    }

    static Two start() throws IOException {
      return start(Two::greet);
    }

    static Two start(Serving serving) throws IOException {
      for (int attempts = 0; ; attempts++) {
        FakeServer one = FakeServer.start(client -> serving.serve("one", client));
        try {
          var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), one.port());
          return new Two(one, FakeServer.start(address, client -> serving.serve("two", client)));
        } catch (BindException e) {
          one.close();
          if (attempts == 100) {
            throw e;
          }
        }
      }
    }

    private static void greet(String name, FakeSocket client) throws IOException {
      client.send(name);
      client.echo();
    }

    int port() {
      return one.port();
    }

    @Override
    public void close() throws IOException {
      one.close();
      two.close();
    }
  }

  private Two servers;
  private FakeNameServer names;

  @BeforeEach
  void start() throws IOException {
    servers = Two.start();
    names = FakeNameServer.start();
  }

  @AfterEach
  void stop() throws IOException {
    names.close();
    servers.close();
  }

  /** A frontend before a server. */
  private static String text(FakeNameServer names, String server) {
    return """
    { "global": { "threads": 1, "resolvers": { "nameserver": "%s", "hold": "50ms" } },
      "frontends": { "in": { "bind": "127.0.0.1:0", "default-backend": "app" } },
      "backends": { "app": { "servers": { "s": %s } } } }
    """
        .formatted(names.address(), server);
  }

  private String text(String server) {
    return text(names, server);
  }

  private static String named(FakeNameServer names, Two servers) {
    return text(names, "{ \"address\": \"app.test:" + servers.port() + "\" }");
  }

  private String named() {
    return named(names, servers);
  }

  /** Who serves a new session: three letters, or nothing if it is refused. */
  static String server(TestProxy proxy) throws IOException {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.finish();
      return client.receiveAll().text();
    }
  }

  static void awaitServer(TestProxy proxy, String name) {
    await("new sessions go to " + name)
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> server(proxy).equals(name));
  }

  private static void awaitLogged(TestProxy proxy, String outcome) {
    await("the last line of the log")
        .atMost(DEADLINE)
        .until(() -> proxy.logged().getLast().outcome().equals(outcome));
  }

  static void awaitAsked(FakeNameServer names, String name, long more) {
    long before = names.asked(name);
    await(name + " is asked for").atMost(DEADLINE).until(() -> names.asked(name) >= before + more);
  }

  @EachTransport
  void sessionsOfTheFirstMoment_waitForTheFirstAnswer(Sockets transport) throws Exception {
    names.host("app.test", 60, "127.0.0.1");
    try (TestProxy proxy = TestProxy.start(transport, named())) {
      assertThat(server(proxy)).isEqualTo("one");
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s --");
      // Sessions do not ask: there were two questions, one for each family.
      assertThat(server(proxy)).isEqualTo("one");
      assertThat(names.asked("app.test")).isEqualTo(2);
    }
  }

  @EachTransport
  void nameThatDoesNotResolveYet_isServedAsSoonAsItDoes(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, named())) {
      assertThat(server(proxy)).isEmpty();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/<NOSRV> SC");

      names.host("app.test", 60, "127.0.0.1");
      awaitServer(proxy, "one");
    }
  }

  /** Its check would fail for want of an address, and call it down. */
  @Test
  void nameThatDoesNotResolveYet_isNotChecked() throws Exception {
    try (TestProxy proxy =
        TestProxy.start(
            text(
                "{ \"address\": \"app.test:%d\", \"check\": { \"tcp\": {}, \"inter\": \"10ms\" } }"
                    .formatted(servers.port())))) {
      awaitAsked(names, "app.test", 4);
      names.host("app.test", 60, "127.0.0.1");
      awaitServer(proxy, "one");
      // Checks go on from here.
      int before = servers.one().connections();
      await().atMost(DEADLINE).until(() -> servers.one().connections() > before + 2);
      assertThat(Objects.requireNonNull(proxy.proxy().backends().get("app")).servers())
          .allSatisfy(server -> assertThat(server.transitions()).isEmpty());
    }
  }

  @EachTransport
  void addressThatChanges_getsNewSessions_andOldOnesLiveOn(Sockets transport) throws Exception {
    names.host("app.test", 0, "127.0.0.1");
    try (TestProxy proxy = TestProxy.start(transport, named());
        FakeClient old = FakeClient.connect(proxy.port("in"))) {
      assertThat(old.receiveText(3)).isEqualTo("one");

      names.host("app.test", 0, "127.0.0.2");
      awaitServer(proxy, "two");

      old.send("still here");
      assertThat(old.receiveText(10)).isEqualTo("still here");
    }
  }

  // Requests went to the address of before as long as there were connections to it in the pool.
  @EachTransport
  void addressThatChanges_getsRequests_whateverConnectionsThereAre(Sockets transport)
      throws Exception {
    names.host("app.test", 0, "127.0.0.1");
    try (Two sites = Two.start(DiscoveryTest::answer);
        TestProxy proxy =
            TestProxy.start(
                transport,
                named(names, sites)
                    .replace("\"default-backend\"", "\"mode\": \"http\", \"default-backend\"")
                    .replace("\"servers\"", "\"mode\": \"http\", \"servers\""));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      assertThat(request(client)).isEqualTo("one");
      assertThat(request(client)).isEqualTo("one");
      assertThat(sites.one().connections()).isEqualTo(1);

      names.host("app.test", 0, "127.0.0.2");
      await().atMost(DEADLINE).until(() -> request(client).equals("two"));

      assertThat(request(client)).isEqualTo("two");
      assertThat(sites.one().connections()).isEqualTo(1);
      assertThat(sites.two().connections()).isEqualTo(1);
    }
  }

  private static String request(FakeClient client) throws IOException {
    client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
    client.receiveThrough("\r\n\r\n");
    return client.receiveText(3);
  }

  private static void answer(String name, FakeSocket client) throws IOException {
    while (true) {
      client.receiveThrough("\r\n\r\n");
      client.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + name);
    }
  }

  @Test
  void addressThatIsStillThere_isKept() throws Exception {
    names.host("app.test", 0, "127.0.0.2");
    try (TestProxy proxy = TestProxy.start(named())) {
      assertThat(server(proxy)).isEqualTo("two");

      names.host("app.test", 0, "127.0.0.1", "127.0.0.2");
      awaitAsked(names, "app.test", 4);
      assertThat(server(proxy)).isEqualTo("two");
    }
  }

  @Test
  void nameServersThatFail_leaveTheLastAnswer() throws Exception {
    names.host("app.test", 0, "127.0.0.1");
    try (TestProxy proxy = TestProxy.start(named())) {
      assertThat(server(proxy)).isEqualTo("one");

      names.manner(Manner.FAILS);
      awaitAsked(names, "app.test", 12);
      assertThat(server(proxy)).isEqualTo("one");

      names.forget("app.test").manner(Manner.ANSWERS);
      awaitAsked(names, "app.test", 4);
      assertThat(server(proxy)).isEqualTo("one");

      names.host("app.test", 0, "127.0.0.2");
      awaitServer(proxy, "two");
    }
  }

  // Without IPv4 in one answer the server would move to IPv6, and back with the next.
  @Test
  void familyWithoutAnAnswer_keepsItsAddresses() throws Exception {
    names.host("app.test", 0, "127.0.0.1");
    try (TestProxy proxy = TestProxy.start(named())) {
      assertThat(server(proxy)).isEqualTo("one");

      names.mute(FakeNameServer.A).host("app.test", 0, "::1");
      awaitAsked(names, "app.test", 6);
      assertThat(server(proxy)).isEqualTo("one");
    }
  }

  @Test
  void reload_keepsWhatWasResolved() throws Exception {
    names.host("app.test", 0, "127.0.0.1");
    try (TestProxy proxy = TestProxy.start(named())) {
      assertThat(server(proxy)).isEqualTo("one");
      names.manner(Manner.IS_SILENT);

      proxy.reload(named().replace("\"s\": {", "\"s\": { \"weight\": 7,"));
      assertThat(server(proxy)).isEqualTo("one");

      // Also by one that has not had it for a while.
      proxy.reload(text("{ \"address\": \"" + servers.two().address() + "\" }"));
      assertThat(server(proxy)).isEqualTo("two");
      proxy.reload(named());
      assertThat(server(proxy)).isEqualTo("one");
    }
  }

  @Test
  void otherNameServers_areAskedAfterAReload() throws Exception {
    names.host("app.test", 3600, "127.0.0.1");
    try (FakeNameServer others = FakeNameServer.start().host("app.test", 3600, "127.0.0.2");
        TestProxy proxy = TestProxy.start(named())) {
      assertThat(server(proxy)).isEqualTo("one");

      proxy.reload(named(others, servers));
      awaitServer(proxy, "two");
    }
  }

  @EachTransport
  void silentNameServer_delaysNobodyElse(Sockets transport) throws Exception {
    names.manner(Manner.IS_SILENT);
    try (TestProxy proxy =
        TestProxy.start(
            transport,
            text(
                "{ \"address\": \"127.0.0.1:%d\" }, \"t\": { \"address\": \"app.test:1\" }"
                    .formatted(servers.port())))) {
      await("it is asked").atMost(DEADLINE).until(() -> names.asked("app.test") > 0);
      for (int i = 0; i < 10; i++) {
        assertThat(server(proxy)).isEqualTo("one");
      }
      // All that while there was no answer, nor had the first question been given up.
      assertThat(names.asked("app.test")).isLessThanOrEqualTo(6);
    }
  }

  @Test
  void count_givesEveryAddressAServer() throws Exception {
    names.host("app.test", 0, "127.0.0.1");
    try (TestProxy proxy =
        TestProxy.start(
            text("{ \"address\": \"app.test:%d\", \"count\": 3 }".formatted(servers.port())))) {
      assertThat(server(proxy)).isEqualTo("one");
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 --");

      names.host("app.test", 0, "127.0.0.2", "127.0.0.1");
      awaitServer(proxy, "two");
      awaitLogged(proxy, "app/s2 --");

      // The one that is left keeps its address.
      names.host("app.test", 0, "127.0.0.2");
      awaitAsked(names, "app.test", 4);
      for (int i = 0; i < 10; i++) {
        assertThat(server(proxy)).isEqualTo("two");
      }
      awaitLogged(proxy, "app/s2 --");
    }
  }
}
