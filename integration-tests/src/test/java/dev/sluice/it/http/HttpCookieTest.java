package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.session.RequestRecord;
import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Reload;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.AbsentServer;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests stay with the server that a cookie names. */
class HttpCookieTest {

  private static final String PREFIX = "\"name\": \"J\", \"mode\": \"prefix\"";
  private static final String INSERT = "\"name\": \"J\", \"mode\": \"insert\"";
  private static final String INDIRECT = INSERT + ", \"indirect\": true";

  private static FakeServer one;
  private static FakeServer two;

  @BeforeAll
  static void startServers() throws Exception {
    one = servlet("one");
    two = servlet("two");
  }

  @AfterAll
  static void stopServers() throws Exception {
    one.close();
    two.close();
  }

  /** Answers with its name and the cookies it got; gives who asks for /login a session. */
  private static FakeServer servlet(String name) throws Exception {
    return Sites.start((client, request) -> {
      String body = name + " " + request.fields("cookie");
      String login = "Set-Cookie: K=1\r\nSet-Cookie: J=s-" + name + "; Path=/\r\n";
      String upgrade =
          "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: chat\r\n" + login + "\r\n";
      if (request.line().contains("/early")) {
        client.send("HTTP/1.1 103 Early Hints\r\nSet-Cookie: J=early\r\n\r\n");
      }
      client.send(
          request.line().contains("/chat")
              ? upgrade
              : Sites.ok(body)
                  .replace("OK\r\n", "OK\r\n" + (request.line().contains("/login") ? login : "")));
    });
  }

  /** On one thread, so that lines of the log are in the order of the requests. */
  private static String text(String cookie, String servers, String more) {
    return """
    { "global": { "threads": 1 },
      "frontends": { "in": { "bind": "127.0.0.1:0", "mode": "http", "default-backend": "app" } },
      "backends": { "app": { "mode": "http", "cookie": { %s }, "balance": "roundrobin",
        "retries": 1, "timeouts": { "connect": "1s" }, %s "servers": { %s } } } }
    """
        .formatted(cookie, more, servers);
  }

  private static String server(String name, FakeServer at, String value, String more) {
    return "\"%s\": { \"address\": \"%s\", \"cookie\": \"%s\" %s }, "
        .formatted(name, at.address(), value, more);
  }

  private static String both(String cookie) {
    return text(cookie, server("s1", one, "A", "") + server("s2", two, "B", ""), "");
  }

  /** A request on a connection of its own. */
  private static Message get(TestProxy proxy, String path, String... cookies) throws Exception {
    StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: a.test\r\n");
    for (String cookie : cookies) {
      head.append("Cookie: ").append(cookie).append("\r\n");
    }
    try (FakeClient client = FakeClient.connect(proxy.address("in"))) {
      client.send(head + "\r\n");
      return Message.response(client);
    }
  }

  /** The two letters about cookies of the lines so far. */
  private static List<String> letters(TestProxy proxy, int lines) {
    return proxy.logged(lines).stream()
        .map(line -> Objects.requireNonNull(line.session().request()))
        .map(HttpCookieTest::letters)
        .toList();
  }

  private static String letters(RequestRecord request) {
    return "" + request.clientCookie() + request.serverCookie();
  }

  private static String cookie(Message response) {
    return response.fields("set-cookie").getLast();
  }

  @EachTransport
  void prefix_isPutOnAndTakenOff(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, both(PREFIX))) {
      Message login = get(proxy, "/login");
      String name = login.text().substring(0, 3);
      String value = name.equals("one") ? "A" : "B";
      assertThat(login.fields("set-cookie"))
          .containsExactly("K=1", "J=" + value + "~s-" + name + "; Path=/");
      for (int i = 0; i < 3; i++) {
        Message next = get(proxy, "/", "a=1; J=" + value + "~s-" + name);
        assertThat(next.text()).isEqualTo(name + " [a=1; J=s-" + name + "]");
        assertThat(next.fields("set-cookie")).isEmpty();
      }
      assertThat(letters(proxy, 4)).containsExactly("NR", "VN", "VN", "VN");
    }
  }

  @EachTransport
  void insert_isSetOnce_andIndirectHidesIt(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, both(INDIRECT))) {
      Message first = get(proxy, "/login");
      String name = first.text().substring(0, 3);
      String value = "J=" + (name.equals("one") ? "A" : "B");
      assertThat(first.fields("set-cookie")).containsExactly("K=1", value + "; path=/");
      for (int i = 0; i < 3; i++) {
        Message next = get(proxy, "/login", "a=1", value);
        assertThat(next.text()).isEqualTo(name + " [a=1]");
        assertThat(next.fields("set-cookie")).containsExactly("K=1");
      }
      assertThat(get(proxy, "/", "J=C").fields("set-cookie")).hasSize(1);
      assertThat(letters(proxy, 5)).containsExactly("NI", "VD", "VD", "VD", "II");
    }
  }

  @Test
  void insert_hasItsAttributes() throws Exception {
    String cookie =
        INSERT
            + ", \"nocache\": true, \"httponly\": true, \"secure\": true,"
            + " \"domain\": [\".example.com\", \"b.example\"], \"attr\": \"SameSite=Lax\"";
    try (TestProxy proxy = TestProxy.start(both(cookie))) {
      Message first = get(proxy, "/", "J=Z");
      assertThat(first.text()).endsWith("[J=Z]");
      assertThat(cookie(first))
          .endsWith(
              "; path=/; domain=.example.com; domain=b.example; HttpOnly; Secure; SameSite=Lax");
      assertThat(first.fields("cache-control")).containsExactly("private");
      Message next = get(proxy, "/", "J=A");
      assertThat(next.fields("cache-control")).isEmpty();
    }
  }

  /** A client that names a server that takes no new sessions is sent there all the same. */
  @EachTransport
  void weightZero_drained_reachedByCookie_downNot(Sockets transport) throws Exception {
    String servers =
        server("s1", one, "A", "")
            + server("w0", two, "W", ", \"weight\": 0")
            + server("dr", two, "D", ", \"state\": \"drain\"")
            + server("ma", two, "M", ", \"state\": \"maint\"")
            + server("m2", two, "N", ", \"state\": \"maint\"")
            + server("n2", two, "N", ", \"weight\": 0");
    try (TestProxy proxy = TestProxy.start(transport, text(INDIRECT, servers, ""))) {
      assertThat(get(proxy, "/", "J=W").text()).isEqualTo("two []");
      assertThat(get(proxy, "/", "J=D").text()).isEqualTo("two []");
      Message other = get(proxy, "/", "J=M");
      assertThat(other.text()).isEqualTo("one []");
      assertThat(cookie(other)).isEqualTo("J=A; path=/");
      assertThat(get(proxy, "/", "J=N").text()).isEqualTo("two []");
      assertThat(letters(proxy, 4)).containsExactly("VN", "VN", "DI", "VN");
      assertThat(proxy.logged().stream().map(line -> line.session().server()))
          .containsExactly("w0", "dr", "s1", "n2");
    }
  }

  @EachTransport
  void useServer_comesBeforeCookies_andPrefixIsStillTakenOff(Sockets transport) throws Exception {
    String rule = "\"use-server\": [{ \"match\": { \"path\": \"/two\" }, \"server\": \"s2\" }],";
    String servers = server("s1", one, "A", "") + server("s2", two, "B", "");
    try (TestProxy proxy = TestProxy.start(transport, text(PREFIX, servers, rule))) {
      assertThat(get(proxy, "/two", "J=A~x").text()).isEqualTo("two [J=x]");
      assertThat(get(proxy, "/one", "J=A~x").text()).isEqualTo("one [J=x]");
      assertThat(letters(proxy, 2)).containsExactly("UN", "VN");
    }
  }

  /** The client kept asking for a server that no longer was. */
  @EachTransport
  void redispatch_setsTheOtherServersCookie(Sockets transport) throws Exception {
    try (AbsentServer dead = AbsentServer.open();
        TestProxy proxy =
            TestProxy.start(
                transport,
                text(
                    INDIRECT,
                    server("s1", one, "A", "")
                        + "\"s2\": { \"address\": \"%s\", \"cookie\": \"B\", \"weight\": 0 }"
                            .formatted(dead.address()),
                    ""))) {
      Message moved = get(proxy, "/", "J=B");
      assertThat(moved.text()).isEqualTo("one []");
      assertThat(cookie(moved)).isEqualTo("J=A; path=/");
      assertThat(letters(proxy, 1)).containsExactly("DI");
      assertThat(proxy.logged().getFirst().session().redispatched()).isTrue();
    }
  }

  @EachTransport
  void reload_keepsClientsWithTheirServers(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, both(PREFIX))) {
      assertThat(get(proxy, "/", "J=B~x").text()).isEqualTo("two [J=x]");
      assertThat(proxy.reload(both(PREFIX).replace("\"retries\": 1", "\"retries\": 2")))
          .isInstanceOf(Reload.Accepted.class);
      for (int i = 0; i < 4; i++) {
        assertThat(get(proxy, "/", "J=B~x").text()).isEqualTo("two [J=x]");
      }
    }
  }

  @EachTransport
  void keptConnection_asksForEachRequestAnew(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, both(INDIRECT));
        FakeClient client = FakeClient.connect(proxy.address("in"))) {
      for (String value : List.of("A", "B", "B", "A")) {
        client.send("GET / HTTP/1.1\r\nHost: a.test\r\nCookie: J=" + value + "\r\n\r\n");
        assertThat(Message.response(client).text())
            .isEqualTo((value.equals("A") ? "one" : "two") + " []");
      }
    }
  }

  @Test
  void interimResponse_isLeftAlone_andTheHandshakeOfATunnelIsNot() throws Exception {
    try (TestProxy proxy = TestProxy.start(both(INSERT));
        FakeClient client = FakeClient.connect(proxy.address("in"))) {
      client.send("GET /early HTTP/1.1\r\nHost: a.test\r\n\r\n");
      assertThat(Message.headOnly(client).fields("set-cookie")).containsExactly("J=early");
      assertThat(cookie(Message.response(client))).endsWith("; path=/");
      client.send(
          "GET /chat HTTP/1.1\r\nHost: a.test\r\nConnection: upgrade\r\nUpgrade: chat\r\n\r\n");
      Message switched = Message.headOnly(client);
      assertThat(switched.line()).startsWith("HTTP/1.1 101");
      assertThat(switched.fields("set-cookie")).hasSize(2).first().isEqualTo("K=1");
    }
  }

  /** What rules say about fields of that name is not about the cookie of the backend. */
  @Test
  void rules_aboutCookies_leaveOurs() throws Exception {
    String filters =
        "\"filters\": [ { \"response-header\": { \"remove\": \"Set-Cookie\" } },"
            + " { \"request-header\": { \"add\": { \"X-A\": \"1\" } } } ],";
    String text = both(INDIRECT).replace("\"default-backend\"", filters + "\"default-backend\"");
    try (TestProxy proxy = TestProxy.start(text)) {
      Message first = get(proxy, "/login", "J=x; a=1");
      assertThat(first.text()).endsWith("[a=1]");
      assertThat(first.fields("set-cookie")).hasSize(1);
      assertThat(cookie(first).toLowerCase(Locale.ROOT)).endsWith("; path=/");
    }
  }

  @Test
  void ownPages_setNothing() throws Exception {
    String servers = server("s1", one, "A", ", \"state\": \"maint\"");
    try (TestProxy proxy = TestProxy.start(text(INSERT, servers, ""))) {
      Message page = get(proxy, "/", "J=A");
      assertThat(page.line()).contains("503");
      assertThat(page.fields("set-cookie")).isEmpty();
      assertThat(letters(proxy, 1)).containsExactly("DN");
    }
  }

  @Test
  void withoutCookie_theLogSaysSo() throws Exception {
    String text =
        both(INSERT)
            .replaceAll("\"cookie\": \"[AB]\"", "\"weight\": 1")
            .replaceAll("\"cookie\": \\{[^}]*},", "");
    try (TestProxy proxy = TestProxy.start(text)) {
      assertThat(get(proxy, "/", "J=A~x").text()).endsWith("[J=A~x]");
      assertThat(letters(proxy, 1)).containsExactly("--");
    }
  }
}
