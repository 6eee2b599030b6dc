package dev.sluice.it.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.Blackhole;
import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.AbsentServer;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.SplittableRandom;

/** Attempts to connect, their limits, and what the client does meanwhile. */
class ConnectTest {

  @EachTransport
  void serverSpeaksFirst_withoutByteMatcher_connectsAtOnce(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.token("220 ready");
        TestProxy proxy = TestProxy.start(transport, Texts.app(server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      assertThat(client.receiveAll().text()).isEqualTo("220 ready");
      client.finish();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 --");
    }
  }

  @EachTransport
  void deadServer_withRedispatch_isLeftForAnotherOne(Sockets transport) throws Exception {
    try (AbsentServer dead = AbsentServer.open();
        FakeServer server = FakeServer.token("alive");
        TestProxy proxy =
            TestProxy.start(transport, Texts.app("", "", dead.address(), server.address()))) {
      int redispatched = 0;
      for (int i = 0; i < 4; i++) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          assertThat(client.receiveAll().text()).isEqualTo("alive");
        }
        LogLine line = proxy.logged(i + 1).getLast();
        assertThat(line.outcome()).isEqualTo("app/s2 --");
        redispatched += line.session().redispatched() ? 1 : 0;
        assertThat(line.session().retries()).isEqualTo(line.session().redispatched() ? 1 : 0);
      }
      assertThat(redispatched).isPositive();
      assertThat(server.connections()).isEqualTo(4);
    }
  }

  @EachTransport
  void deadServer_withoutRedispatch_isTriedAgain_thenGivenUp(Sockets transport) throws Exception {
    String backend =
        "\"retries\": 2, \"redispatch\": false, \"timeouts\": {\"connect\": \"50ms\"},";
    try (AbsentServer dead = AbsentServer.open();
        FakeServer other = FakeServer.token("other");
        TestProxy proxy =
            TestProxy.start(transport, Texts.app("", backend, dead.address(), other.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      assertThat(client.receiveAll().size()).isZero();
      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo("app/s1 SC");
      assertThat(line.session().retries()).isEqualTo(2);
      assertThat(line.session().connected()).isNull();
      assertThat(other.connections()).isZero();
      proxy.awaitNoSessions();
    }
  }

  @EachTransport
  void serverThatDoesNotAnswer_runsIntoTheConnectTimeout(Sockets transport) throws Exception {
    String backend = "\"retries\": 1, \"timeouts\": { \"connect\": \"150ms\" },";
    try (Blackhole hole = new Blackhole();
        TestProxy proxy = TestProxy.start(transport, Texts.app("", backend, hole.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      assertThat(client.receiveAll().size()).isZero();
      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo("app/s1 sC");
      assertThat(line.session().retries()).isEqualTo(1);
      assertThat(line.session().total()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
      proxy.awaitNoSessions();
    }
  }

  @EachTransport
  void clientThatIsCutWhileConnecting_endsTheAttempt(Sockets transport) throws Exception {
    String backend = "\"timeouts\": { \"connect\": \"1m\" },";
    try (Blackhole hole = new Blackhole();
        TestProxy proxy = TestProxy.start(transport, Texts.app("", backend, hole.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("x");
      await().atMost(FakeSocket.DEADLINE).until(() -> proxy.proxy().sessions() == 1);
      client.reset();

      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo("app/s1 CC");
      assertThat(line.session().backendSessions()).isZero();
      assertThat(line.session().serverSessions()).isZero();
      proxy.awaitNoSessions();
      assertThat(proxy.reload()).isNotNull();
      // The next one finds the counts at zero again.
      try (FakeClient next = FakeClient.connect(proxy.port("in"))) {
        next.send("x");
        await().atMost(FakeSocket.DEADLINE).until(() -> proxy.proxy().sessions() == 1);
        next.reset();
        assertThat(proxy.logged(2).getLast().session().serverSessions()).isZero();
      }
    }
  }

  @EachTransport
  void clientThatHalfClosesWhileConnecting_stillGetsItsAnswer(Sockets transport) throws Exception {
    String backend = "\"timeouts\": { \"connect\": \"300ms\" }, \"retries\": 1,";
    try (Blackhole hole = new Blackhole();
        FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy =
            TestProxy.start(transport, Texts.app("", backend, hole.address(), server.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("request");
      client.finish();

      assertThat(client.receiveAll().text()).isEqualTo("answer");
      assertThat(server.received().text()).isEqualTo("request");
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s2 --");
    }
  }

  @EachTransport
  void bytesSentWhileConnecting_areHeldBack_andArriveInOrder(Sockets transport) throws Exception {
    String backend = "\"timeouts\": { \"connect\": \"300ms\" }, \"retries\": 1,";
    byte[] early = new byte[3_000_000];
    new SplittableRandom(3).nextBytes(early);
    try (Blackhole hole = new Blackhole();
        FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy =
            TestProxy.start(transport, Texts.app("", backend, hole.address(), server.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(early);
      client.finish();

      assertThat(client.receiveAll().text()).isEqualTo("answer");
      assertThat(server.received().bytes()).isEqualTo(early);
    }
  }

  @EachTransport
  void noServer_tellsClientsInTheirProtocol(Sockets transport) throws Exception {
    try (AbsentServer dead = AbsentServer.open();
        TestProxy proxy =
            TestProxy.start(
                transport,
                Texts.routed(
                        "",
                        "{ \"match\": { \"sni\": \"a.test\" }, \"backend\": \"A\" }",
                        new Texts.Named("A", dead.address()))
                    .replace("\"servers\"", "\"retries\": 0, \"servers\""));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(SampleHello.bytes("a.test"));
      assertThat(client.receiveAll().bytes()).containsExactly(21, 3, 3, 0, 2, 2, 80);
      client.finish();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("A/s1 SC");
    }
  }

  @EachTransport
  void serverGivenByName_andUnixAndIpv6_areReached(Sockets transport) throws Exception {
    var home = TestProxy.newHome();
    var unix = UnixDomainSocketAddress.of(home.resolve("s.sock"));
    var six = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
    try (FakeServer named = FakeServer.token("named");
        FakeServer local = FakeServer.start(unix, client -> client.send("unix"));
        FakeServer ipv6 = FakeServer.start(six, client -> client.send("ipv6"))) {
      String text =
          """
          { "frontends": {
              "n": { "bind": "*:0", "default-backend": "n" },
              "u": { "bind": "unix:in.sock", "default-backend": "u" },
              "s": { "bind": "[::1]:0", "default-backend": "s" },
              "a": { "bind": "[::]:0", "default-backend": "s" } },
            "backends": {
              "n": { "servers": { "s1": { "address": "localhost:%d" } } },
              "u": { "servers": { "s1": { "address": "unix:s.sock" } } },
              "s": { "servers": { "s1": { "address": "%s" } } } } }
          """
              .formatted(named.port(), ipv6.address());
      if (transport == Sockets.NIO) {
        // Netty has no NIO channel of its own kind for them here.
        text = text.replace("\"unix:in.sock\"", "\"127.0.0.1:0\"");
      }
      try (TestProxy proxy = TestProxy.start(transport, home, text)) {
        assertThat(answerAt(proxy.port("n"))).isEqualTo("named");
        assertThat(answerAt(proxy.address("s"))).isEqualTo("ipv6");
        assertThat(answerAt(loopback6(proxy.port("a")))).isEqualTo("ipv6");
        if (transport != Sockets.NIO) {
          assertThat(answerAt(proxy.address("u"))).isEqualTo("unix");
          assertThat(local.connections()).isEqualTo(1);
        }
      }
    }
  }

  private static SocketAddress loopback6(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("::1"), port);
  }

  private static String answerAt(int port) throws IOException {
    try (FakeClient client = FakeClient.connect(port)) {
      return client.receiveAll().text();
    }
  }

  private static String answerAt(SocketAddress address) throws IOException {
    try (FakeClient client = FakeClient.connect(address)) {
      return client.receiveAll().text();
    }
  }
}
