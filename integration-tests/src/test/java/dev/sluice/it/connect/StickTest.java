package dev.sluice.it.connect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Reload;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.AbsentServer;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** Sessions of one client stay with one server. */
class StickTest {

  private static String text(String stick, String... servers) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < servers.length; i++) {
      all.append("\"s%d\": { \"address\": \"%s\" },".formatted(i + 1, servers[i]));
    }
    return """
    { "frontends": { "in": { "bind": "127.0.0.1:0", "default-backend": "app" } },
      "backends": { "app": { "balance": "roundrobin", "retries": 1, "timeouts": { "connect": "1s" },
        "stick": { "on": "src" %s }, "servers": { %s } } } }
    """
        .formatted(stick, all);
  }

  /** The word of the server that a client of an address of loopback gets. */
  private static String word(TestProxy proxy, String from) throws Exception {
    try (Socket client = new Socket()) {
      client.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      client.connect(proxy.address("in"));
      client.shutdownOutput();
      client.setSoTimeout(15_000);
      return new String(client.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @EachTransport
  void client_staysWithItsServer_andOthersAreBalanced(Sockets transport) throws Exception {
    try (FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        TestProxy proxy = TestProxy.start(transport, text("", one.address(), two.address()))) {
      String first = word(proxy, "127.0.0.1");
      String second = word(proxy, "127.0.0.2");
      assertThat(second).isNotEqualTo(first);
      for (int i = 0; i < 3; i++) {
        assertThat(word(proxy, "127.0.0.1")).isEqualTo(first);
      }
      assertThat(word(proxy, "127.0.0.2")).isEqualTo(second);
    }
  }

  @EachTransport
  void reload_keepsIt_alsoWithAnotherSize(Sockets transport) throws Exception {
    try (FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        TestProxy proxy = TestProxy.start(transport, text("", one.address(), two.address()))) {
      String first = word(proxy, "127.0.0.1");
      for (String stick : new String[] {", \"size\": 10", ", \"expire\": \"1h\""}) {
        Reload reload = proxy.reload(text(stick, one.address(), two.address()));
        assertThat(reload).isInstanceOf(Reload.Accepted.class);
        for (int i = 0; i < 3; i++) {
          assertThat(word(proxy, "127.0.0.1")).isEqualTo(first);
        }
      }
    }
  }

  @EachTransport
  void serverThatIsGone_isReplacedForGood(Sockets transport) throws Exception {
    try (FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        TestProxy proxy = TestProxy.start(transport, text("", one.address(), two.address()))) {
      String first = word(proxy, "127.0.0.1");
      String gone = first.equals("one") ? "s1" : "s2";
      String text = text("", one.address(), two.address());
      String maint =
          text.replace("\"" + gone + "\": {", "\"" + gone + "\": { \"state\": \"maint\",");
      assertThat(proxy.reload(maint)).isInstanceOf(Reload.Accepted.class);
      String other = word(proxy, "127.0.0.1");
      assertThat(other).isNotEqualTo(first);
      assertThat(proxy.reload(text)).isInstanceOf(Reload.Accepted.class);
      for (int i = 0; i < 3; i++) {
        assertThat(word(proxy, "127.0.0.1")).isEqualTo(other);
      }
    }
  }

  /** Every further session of the client was redispatched once more. */
  @EachTransport
  void redispatch_isRemembered(Sockets transport) throws Exception {
    try (AbsentServer dead = AbsentServer.open();
        FakeServer two = FakeServer.token("two");
        TestProxy proxy = TestProxy.start(transport, text("", dead.address(), two.address()))) {
      for (int i = 0; i < 4; i++) {
        assertThat(word(proxy, "127.0.0.1")).isEqualTo("two");
      }
      assertThat(proxy.logged(4).stream().mapToInt(line -> line.session().retries()).sum())
          .isLessThanOrEqualTo(1);
    }
  }

  @Test
  void prefix_makesNeighboursStickTogether() throws Exception {
    try (FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        TestProxy proxy =
            TestProxy.start(text(", \"prefix\": { \"v4\": 24 }", one.address(), two.address()))) {
      String first = word(proxy, "127.0.0.1");
      assertThat(word(proxy, "127.0.0.2")).isEqualTo(first);
      assertThat(word(proxy, "127.0.0.3")).isEqualTo(first);
      assertThat(word(proxy, "127.0.1.1")).isNotEqualTo(first);
    }
  }

  @Test
  void clientWithoutAddress_isBalanced() throws Exception {
    try (FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        TestProxy proxy =
            TestProxy.start(
                text("", one.address(), two.address()).replace("127.0.0.1:0", "unix:x.sock"))) {
      String first = null;
      for (int i = 0; i < 2; i++) {
        try (FakeClient client = FakeClient.connect(proxy.address("in"))) {
          client.finish();
          String word = client.receiveAll().text();
          assertThat(word).isNotEqualTo(first);
          first = word;
        }
      }
    }
  }
}
