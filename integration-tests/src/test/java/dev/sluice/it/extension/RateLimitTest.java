package dev.sluice.it.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Reload;
import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.StartException;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rate-limit} in a whole proxy; rates so low that no token comes while a test runs. */
class RateLimitTest {

  private static final String ACCESS_DENIED = "\u0015\u0003\u0003\0\u0002\u00021";

  private static String filters(String... filters) {
    return "\"filters\": [ { \"rate-limit\": { "
        + String.join(" } }, { \"rate-limit\": { ", filters).replace('\'', '"')
        + " } } ],";
  }

  private static String tcp(FakeServer server, String... filters) {
    return Texts.app(filters(filters), "", server.address());
  }

  private static String tls(FakeServer server, String... filters) {
    return Texts.routed(
        filters(filters),
        "{ \"match\": { \"sni\": \"**.test\" }, \"backend\": \"app\" }",
        Texts.backend("app", server));
  }

  private static String http(FakeServer server, String... filters) {
    return Texts.app(
        "\"mode\": \"http\", " + filters(filters), "\"mode\": \"http\",", server.address());
  }

  private static FakeServer site() throws IOException {
    return FakeServer.start(client -> {
      while (!client.receiveThrough("\r\n\r\n").isEmpty()) {
        client.send("HTTP/1.1 204 No Content\r\n\r\n");
      }
    });
  }

  private static String get(FakeClient client, String host) throws IOException {
    client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    String head = client.receiveThrough("\r\n\r\n");
    int length = head.indexOf("Content-Length: ");
    if (length >= 0) {
      client.receive(Integer.parseInt(head.substring(length + 16, head.indexOf('\r', length))));
    }
    return head;
  }

  /** A session that was let in: its server answers. */
  private static FakeClient open(TestProxy proxy, byte[] first) throws IOException {
    FakeClient client = FakeClient.connect(proxy.port("in"));
    client.send(first);
    assertThat(client.receive(first.length)).isEqualTo(first);
    return client;
  }

  private static void assertRefused(TestProxy proxy, byte[] first, String told) throws IOException {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(first);
      assertThat(client.receiveAll().text()).isEqualTo(told);
    }
  }

  private static byte[] hello(String name) {
    return SampleHello.bytes(name);
  }

  @EachTransport
  void connections_beyondTheRate_areClosed(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, tcp(server, "'by': 'src', 'rate': '2/d'"))) {
      open(proxy, new byte[] {1}).close();
      open(proxy, new byte[] {2}).close();
      assertRefused(proxy, new byte[] {3}, "");
      proxy.awaitNoSessions();
      assertThat(proxy.logged(3)).extracting(LogLine::outcome).contains("in/<NOSRV> PR");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @EachTransport
  void connectionsByServerName_areToldSoByAnAlert(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, tls(server, "'by': 'sni', 'rate': '1/d'"))) {
      open(proxy, hello("a.test")).close();
      assertRefused(proxy, hello("a.test"), ACCESS_DENIED);
      open(proxy, hello("b.test")).close();
    }
  }

  @EachTransport
  void requests_beyondTheRate_areTold429_andWhenToComeAgain(Sockets transport) throws Exception {
    try (FakeServer server = site();
        TestProxy proxy = TestProxy.start(transport, http(server, "'by': 'src', 'rate': '2/2d'"));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      assertThat(get(client, "a.test")).startsWith("HTTP/1.1 204 ");
      assertThat(get(client, "a.test")).startsWith("HTTP/1.1 204 ");
      String refusal = get(client, "b.test");
      assertThat(refusal).startsWith("HTTP/1.1 429 Too Many Requests\r\n");
      assertThat(refusal).containsPattern("\r\nRetry-After: 86(400|3\\d\\d)\r\n");
      // The connection lives on.
      assertThat(get(client, "a.test")).startsWith("HTTP/1.1 429 ");
      assertThat(proxy.logged(3).get(2).outcome()).isEqualTo("in/<NOSRV> PR");
    }
  }

  @Test
  void requestsByHost_haveARateEach() throws Exception {
    try (FakeServer server = site();
        TestProxy proxy = TestProxy.start(http(server, "'by': 'host', 'rate': '1/d'"));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      assertThat(get(client, "a.test")).startsWith("HTTP/1.1 204 ");
      assertThat(get(client, "A.test:80")).startsWith("HTTP/1.1 429 ");
      assertThat(get(client, "b.test")).startsWith("HTTP/1.1 204 ");
    }
  }

  @EachTransport
  void tarpit_holdsConnectionsAndRequests(Sockets transport) throws Exception {
    String filter = "'by': 'src', 'rate': '1/d', 'action': 'tarpit', 'tarpit': '300ms'";
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, tcp(server, filter))) {
      open(proxy, new byte[] {1}).close();
      assertRefused(proxy, new byte[] {2}, "");
      assertHeld(proxy, 2);
    }
    try (FakeServer server = site();
        TestProxy proxy = TestProxy.start(transport, http(server, filter));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      assertThat(get(client, "a.test")).startsWith("HTTP/1.1 204 ");
      assertThat(get(client, "a.test")).startsWith("HTTP/1.1 429 ").contains("Retry-After: ");
      assertHeld(proxy, 2);
    }
  }

  private static void assertHeld(TestProxy proxy, int lines) {
    LogLine held =
        proxy.logged(lines).stream()
            .filter(line -> line.outcome().equals("in/<NOSRV> PT"))
            .findFirst()
            .orElseThrow();
    assertThat(held.session().total().toMillis()).isGreaterThanOrEqualTo(300);
  }

  @EachTransport
  void dryRun_letsEverythingThrough(Sockets transport) throws Exception {
    String filter = "'by': 'src', 'rate': '1/d', 'sessions': 1, 'action': 'dry-run'";
    try (FakeServer server = site();
        TestProxy proxy = TestProxy.start(transport, http(server, filter));
        FakeClient one = FakeClient.connect(proxy.port("in"));
        FakeClient other = FakeClient.connect(proxy.port("in"))) {
      for (int i = 0; i < 5; i++) {
        assertThat(get(one, "a.test")).startsWith("HTTP/1.1 204 ");
        assertThat(get(other, "a.test")).startsWith("HTTP/1.1 204 ");
      }
    }
  }

  @EachTransport
  void sessions_areCountedUntilTheyEnd_howeverTheyDo(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy =
            TestProxy.start(
                transport,
                tls(server, "'by': 'src', 'sessions': 2", "'by': 'sni', 'sessions': 1"))) {
      for (int round = 0; round < 3; round++) {
        try (FakeClient one = open(proxy, hello("a.test"))) {
          assertRefused(proxy, hello("a.test"), ACCESS_DENIED);
          // The first filter gets its slot back when the refused one is gone.
          await().until(() -> proxy.proxy().sessions() == 1);
          try (FakeClient other = open(proxy, hello("b.test"))) {
            assertRefused(proxy, hello("c.test"), "");
            other.reset();
          }
          if (round % 2 == 0) {
            one.reset();
          }
        }
        // One without a hello is let in by the first filter, and never asked for by the second.
        try (FakeClient neither = FakeClient.connect(proxy.port("in"))) {
          neither.send("no hello");
          neither.receiveAll();
        }
        proxy.awaitNoSessions();
      }
    }
  }

  @EachTransport
  void sessionsByHost_areThoseWhoseLastRequestWasForIt(Sockets transport) throws Exception {
    try (FakeServer server = site();
        TestProxy proxy = TestProxy.start(transport, http(server, "'by': 'host', 'sessions': 1"));
        FakeClient other = FakeClient.connect(proxy.port("in"))) {
      try (FakeClient one = FakeClient.connect(proxy.port("in"))) {
        assertThat(get(one, "a.test")).startsWith("HTTP/1.1 204 ");
        assertThat(get(one, "a.test")).startsWith("HTTP/1.1 204 ");
        assertThat(get(other, "a.test")).startsWith("HTTP/1.1 429 ").doesNotContain("Retry-After");
        assertThat(get(one, "b.test")).startsWith("HTTP/1.1 204 ");
        assertThat(get(other, "a.test")).startsWith("HTTP/1.1 204 ");
        assertThat(get(other, "b.test")).startsWith("HTTP/1.1 429 ");
      }
      await().until(() -> proxy.proxy().sessions() == 1);
      assertThat(get(other, "b.test")).startsWith("HTTP/1.1 204 ");
    }
  }

  @Test
  void reload_resetsNothing_andHoldsForWhoIsKnown() throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy =
            TestProxy.start(tcp(server, "'by': 'src', 'rate': '3/d', 'sessions': 2"))) {
      try (FakeClient old = open(proxy, new byte[] {1})) {
        String same = tcp(server, "'by': 'src', 'rate': '3/d', 'sessions': 2, 'action': 'deny'");
        assertThat(proxy.reload(same)).isInstanceOf(Reload.Accepted.class);
        try (FakeClient young = open(proxy, new byte[] {2})) {
          assertRefused(proxy, new byte[] {3}, "");
          for (FakeClient each : List.of(old, young)) {
            each.send("still");
            assertThat(each.receiveText(5)).isEqualTo("still");
          }

          // Without the filter nobody is counted; those who were still are when it comes back.
          assertThat(proxy.reload(Texts.app(server))).isInstanceOf(Reload.Accepted.class);
          open(proxy, new byte[] {4}).close();
          assertThat(proxy.reload(same)).isInstanceOf(Reload.Accepted.class);
          assertRefused(proxy, new byte[] {5}, "");
        }
      }
      proxy.awaitNoSessions();
      open(proxy, new byte[] {6}).close();
      proxy.awaitNoSessions();
      // The third token was the last one, and a reload brings none.
      assertThat(proxy.reload(tcp(server, "'by': 'src', 'rate': '2/d', 'sessions': 9")))
          .isInstanceOf(Reload.Accepted.class);
      assertRefused(proxy, new byte[] {7}, "");
    }
  }

  @Test
  void twoLimitsByTheSame_countEachOnItsOwn() throws Exception {
    String[] filters = {"'by': 'src', 'rate': '2/d'", "'by': 'src', 'rate': '3/d'"};
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(tcp(server, filters))) {
      open(proxy, new byte[] {1}).close();
      open(proxy, new byte[] {2}).close();
      assertRefused(proxy, new byte[] {3}, "");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp  | 'by': 'sni', 'rate': '1/s'                      | needs what no route of this"
            + " frontend",
        "tcp  | 'by': 'host', 'rate': '1/s'                     | needs what no route of this"
            + " frontend",
        "tcp  | 'by': 'src', 'rate': '1/s', 'of': 'requests'    | needs requests (expected",
        "http | 'by': 'sni', 'rate': '1/s'                      | needs more than the head of a"
            + " request",
        "http | 'by': 'host', 'rate': '1/s', 'of': 'connections'| counts connections by host",
        "tcp  | 'by': 'src'                                     | limits nothing (expected",
        "tcp  | 'by': 'src', 'sessions': 1, 'burst': 2          | does nothing (expected",
      })
  void settingsThatCannotWork_areProblems(String mode, String filter, String problem)
      throws Exception {
    try (FakeServer server = FakeServer.echo()) {
      String quoted = filter.replace("''", "'");
      String text = mode.equals("http") ? http(server, quoted) : tcp(server, quoted);
      StartException refused =
          Objects.requireNonNull(
              catchThrowableOfType(StartException.class, () -> TestProxy.start(text).close()));
      assertThat(refused.problems())
          .singleElement()
          .asString()
          .contains("/frontends/in/filters/0", problem);
    }
  }

  @Test
  void filtersOfTheDefaults_areForTheFrontendsTheyFit() throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy =
            TestProxy.start(
                tls(server, "'by': 'sni', 'rate': '1/d'")
                    .replaceFirst(
                        "\\{", "{ \"defaults\": { " + filters("'by': 'sni', 'rate': '1/d'") + "},")
                    .replaceFirst(
                        "\"frontends\": \\{",
                        "\"frontends\": { \"plain\": { \"bind\": \"127.0.0.1:0\","
                            + " \"default-backend\": \"app\" },"))) {
      assertThat(proxy.port("plain")).isPositive();
      assertThat(proxy.port("in")).isPositive();
    }
  }

  /** The list of an address filter takes effect when it is edited. */
  @EachTransport
  void listOfAnAddressFilter_isWatched(Sockets transport) throws Exception {
    Path home = TestProxy.newHome();
    Files.writeString(home.resolve("denied.txt"), "192.0.2.1\n");
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy =
            TestProxy.start(
                transport,
                home,
                Texts.app(
                    "\"filters\": [ { \"deny\": { \"file\": \"denied.txt\" } } ],",
                    "",
                    server.address()))) {
      open(proxy, new byte[] {1}).close();
      proxy.file("denied.txt", "192.0.2.1\n127.0.0.0/8 # ourselves\n");
      await().until(() -> proxy.proxy().generation() == 2);
      assertRefused(proxy, new byte[] {2}, "");
      proxy.file("denied.txt", "");
      await().until(() -> proxy.proxy().generation() == 3);
      open(proxy, new byte[] {3}).close();
    }
  }
}
