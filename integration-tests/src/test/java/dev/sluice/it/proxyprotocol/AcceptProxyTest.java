package dev.sluice.it.proxyprotocol;

import static dev.sluice.it.proxyprotocol.Headers.CLIENT;
import static dev.sluice.it.proxyprotocol.Headers.SITE;
import static dev.sluice.it.proxyprotocol.Headers.V1;
import static dev.sluice.it.proxyprotocol.Headers.V2;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.proxyprotocol.ProxyHeader;
import dev.sluice.api.proxyprotocol.Tlv;
import dev.sluice.api.session.Client;
import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that must say for whom they connect. */
class AcceptProxyTest {

  private static final String HERE = "\"127.0.0.0/8\"";

  private static String config(String frontend, FakeServer server) {
    return Headers.config(HERE, frontend, "", server);
  }

  /** What comes back of what is sent, with FIN behind it. */
  private static String answer(TestProxy proxy, byte[] bytes, int... cuts) throws Exception {
    try (FakeClient client = FakeClient.connect(proxy.address("in"))) {
      client.sendCut(bytes, cuts);
      client.finish();
      return client.receiveAll().text();
    }
  }

  private static void assertTold(LogLine line) {
    assertThat(line.outcome()).isEqualTo("app/s1 --");
    Client client = line.session().client();
    assertThat(client.address()).isEqualTo(CLIENT);
    assertThat(client.localAddress()).isEqualTo(SITE);
    assertThat(((InetSocketAddress) client.peer()).getAddress().isLoopbackAddress()).isTrue();
    assertThat(line.text()).startsWith("192.0.2.7:56324 ");
    assertThat(line.session().bytesFromClient()).isEqualTo(5);
  }

  @EachTransport
  void header_tellsTheClient_andTheServerGetsWhatFollows(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, config("", server))) {
      assertThat(answer(proxy, Headers.join(V1, "hello"))).isEqualTo("hello");
      assertThat(answer(proxy, Headers.join(V2, "hello"))).isEqualTo("hello");
      assertThat(answer(proxy, Headers.join(V1, "hello"), V1.length)).isEqualTo("hello");
      assertThat(answer(proxy, Headers.join(V2, "hello"), V2.length)).isEqualTo("hello");
      List<LogLine> lines = proxy.logged(4);
      lines.forEach(AcceptProxyTest::assertTold);
      ProxyHeader last = Objects.requireNonNull(lines.getLast().session().client().proxyHeader());
      assertThat(Objects.requireNonNull(last.find(Tlv.AUTHORITY)).text()).isEqualTo("a.test");
    }
  }

  @EachTransport
  void header_mayComeInPieces_cutAnywhere(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, config("", server))) {
      for (byte[] header : List.of(V1, V2)) {
        byte[] all = Headers.join(header, "hello");
        for (int cut = 1; cut < all.length; cut++) {
          assertThat(answer(proxy, all, cut)).as("cut at %d", cut).isEqualTo("hello");
        }
        assertThat(answer(proxy, all, IntStream.range(1, all.length).toArray())).isEqualTo("hello");
      }
      proxy.logged(V1.length + V2.length + 10).forEach(AcceptProxyTest::assertTold);
    }
  }

  @EachTransport
  void serverThatSpeaksFirst_isConnectedWhenTheHeaderIsThere(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.token("220 welcome");
        TestProxy proxy = TestProxy.start(transport, config("", server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(V1);
      assertThat(client.receiveText(11)).isEqualTo("220 welcome");
    }
  }

  @EachTransport
  void senderThatSpeaksForItself_isTheClient(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, config("", server))) {
      for (byte[] header :
          List.of(
              Headers.binary("20 00 0000"),
              Headers.binary("20 11 000c 7f000001 7f000001 002a 0539"),
              Headers.binary("21 00 0000"),
              Headers.binary("21 31 00d8" + "0d0a50524f585920".repeat(27)),
              "PROXY UNKNOWN\r\n".getBytes(ISO_8859_1),
              "PROXY UNKNOWN 6.6.6.6 x y\r\n".getBytes(ISO_8859_1))) {
        int before = proxy.logged().size();
        assertThat(answer(proxy, Headers.join(header, "hello"))).isEqualTo("hello");
        LogLine line = proxy.logged(before + 1).getLast();
        assertThat(line.outcome()).isEqualTo("app/s1 --");
        Client client = line.session().client();
        assertThat(client.address()).isEqualTo(client.peer());
        assertThat(client.localAddress()).isEqualTo(proxy.address("in"));
        assertThat(client.proxyHeader()).isNotNull();
        assertThat(line.session().bytesFromClient()).isEqualTo(5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "GET / HTTP/1.1\r\n\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 00443 443\r\nhello",
        "PROXY TCP4 1.2.3.4 5.6.7.8 65536 443\r\nhello",
        "PROXY TCP4 1.2.3.4 5.6.7.8 -1 443\r\nhello",
        "PROXY TCP4 ::1 ::1 1 443\r\nhello",
        "PROXY TCP4 010.0.0.1 5.6.7.8 1 443\r\nhello",
        "PROXY  TCP4 1.2.3.4 5.6.7.8 1 443\r\nhello",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 443\nhello",
        "proxy TCP4 1.2.3.4 5.6.7.8 1 443\r\nhello",
        "PROXY UNKNOWN and very much more than there is room for, which is one hundred and seven"
            + " bytes with the end of the line\r\n",
        "\r\n\r\n\0\r\nQUIT\n\u00ff",
        "\r\n\r\n\0\r\nQUIT\n\u0011\u0011\0\u000c",
        "\r\n\r\n\0\r\nQUIT\n\"\u0011",
        "\r\n\r\n\0\r\nQUIT\n!A",
        "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u0004\u0001\u0001\u0001\u0001",
        "\r\n\r\n\0\r\nQUIT\n!\u0011\u00ff\u00ff",
      })
  void badHeader_isRefusedAtOnce_andNothingReachesAServer(String bytes) throws Exception {
    String patient = "\"timeouts\": { \"inspect\": \"1h\" },";
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(config(patient, server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(bytes);

      assertThat(client.receiveAll().size()).isZero();
      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo("in/<NOSRV> PR");
      assertThat(line.session().why()).startsWith("PROXY header: ").endsWith("@gen1");
      assertThat(server.connections()).isZero();
    }
  }

  @EachTransport
  void whoSendsNoHeader_isCutAfterTheInspectTimeout_alsoIfItDribbles(Sockets transport)
      throws Exception {
    String hasty = "\"timeouts\": { \"inspect\": \"300ms\" },";
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, config(hasty, server))) {
      for (byte[] begun : List.of(new byte[0], new byte[] {'P', 'R'}, new byte[] {13, 10})) {
        int before = proxy.logged().size();
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(begun);
          assertThat(client.receiveAll().size()).isZero();
        }
        LogLine line = proxy.logged(before + 1).getLast();
        assertThat(line.outcome()).isEqualTo("in/<NOSRV> cR");
        assertThat(line.session().why()).isEqualTo("PROXY header: timeout@gen1");
      }
      assertThat(server.connections()).isZero();
    }
  }

  @EachTransport
  void whoLeavesBeforeItsHeader_isLoggedAsThat(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, config("", server))) {
      assertThat(answer(proxy, new byte[0])).isEmpty();
      assertThat(answer(proxy, new byte[] {'P', 'R'})).isEmpty();
      assertThat(proxy.logged(2))
          .allSatisfy(line -> {
            assertThat(line.outcome()).isEqualTo("in/<NOSRV> CR");
            assertThat(line.session().why()).isEqualTo("PROXY header: client left@gen1");
          });
    }
  }

  @EachTransport
  void rules_goByTheAddressOfTheHeader(Sockets transport) throws Exception {
    String rules =
        """
        "filters": [ { "deny": "192.0.2.66" }, { "allow": "192.0.2.0/24" } ],
        "routes": [ { "match": { "src": "192.0.2.9" }, "backend": "none" } ],
        """;
    String none =
        "\"none\": { \"retries\": 0, \"servers\": { \"s1\": { \"address\": \"127.0.0.1:1\" } } },";
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy =
            TestProxy.start(
                transport,
                config(rules, server).replace("\"backends\": {", "\"backends\": {" + none))) {
      for (String client : List.of("192.0.2.7", "192.0.2.9", "192.0.2.66", "127.0.0.1")) {
        String header = "PROXY TCP4 " + client + " 198.51.100.1 1 443\r\nhello";
        answer(proxy, header.getBytes(ISO_8859_1));
      }
      assertThat(proxy.logged(4))
          .extracting(LogLine::outcome)
          .containsExactlyInAnyOrder("app/s1 --", "none/s1 SC", "in/<NOSRV> PR", "in/<NOSRV> PR");
    }
  }

  @EachTransport
  void nameInTls_isReadBehindTheHeader(Sockets transport) throws Exception {
    String route = "\"routes\": [ { \"match\": { \"sni\": \"a.test\" }, \"backend\": \"app\" } ],";
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, config(route, server))) {
      byte[] hello = SampleHello.bytes("a.test");
      String text = new String(hello, ISO_8859_1);
      byte[] all = Headers.join(V2, text);
      assertThat(answer(proxy, all)).isEqualTo(text);
      assertThat(answer(proxy, all, 7, V2.length - 1, V2.length + 3)).isEqualTo(text);
      assertThat(proxy.logged(2))
          .allSatisfy(line -> {
            assertThat(line.session().host()).isEqualTo("a.test");
            assertThat(line.session().client().address()).isEqualTo(CLIENT);
          });
    }
  }

  /** HAProxy's checks of a proxy behind it; log-null is about what clients say. */
  @Test
  void checkBySenderItself_isNotLogged_withoutLogNull() throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(config("\"log-null\": false,", server))) {
      assertThat(answer(proxy, Headers.binary("20 00 0000"))).isEmpty();
      assertThat(answer(proxy, Headers.join(V1, "hello"))).isEqualTo("hello");
      assertTold(proxy.logged(1).getFirst());
      proxy.awaitNoSessions();
      assertThat(proxy.logged()).hasSize(1);
    }
  }

  @Test
  void reload_changesWhoMustSendOne_onABindThatStays() throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(config("", server))) {
      assertThat(answer(proxy, Headers.join(V1, "hello"))).isEqualTo("hello");
      InetSocketAddress before = (InetSocketAddress) proxy.address("in");

      proxy.reload(Headers.config("\"10.0.0.0/8\"", "", "", server));

      assertThat(proxy.address("in")).isEqualTo(before);
      assertThat(answer(proxy, Headers.join(new byte[0], "hello"))).isEqualTo("hello");
      assertThat(answer(proxy, Headers.join(V1, "hello"))).isEmpty();
    }
  }

  @Test
  void unixSocket_hasClientsWithoutAddress_whoMustSendOne() throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy =
            TestProxy.start(
                Headers.config("\"unix\"", "", "", server).replace("127.0.0.1:0", "unix:x.sock"))) {
      assertThat(answer(proxy, Headers.join(V1, "hello"))).isEqualTo("hello");
      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.session().client().address()).isEqualTo(CLIENT);
      assertThat(line.session().client().peer()).isInstanceOf(UnixDomainSocketAddress.class);
      assertThat(answer(proxy, Headers.join(new byte[0], "hello"))).isEmpty();
    }
  }
}
