package dev.sluice.it.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.Background;
import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A side that stays silent too long ends the session; one that is only slow does not. */
class RelayTimeoutTest {

  @EachTransport
  void silence_longerThanClient_isTheClients(Sockets transport) throws Exception {
    assertSilenceEnds(transport, "\"client\": \"300ms\"", "", "app/s1 cD", false, false);
  }

  @EachTransport
  void silence_longerThanServer_isTheServers(Sockets transport) throws Exception {
    assertSilenceEnds(transport, "", "\"server\": \"300ms\"", "app/s1 sD", false, false);
  }

  @EachTransport
  void silence_longerThanTunnel_endsBoth_insteadOfClientAndServer(Sockets transport)
      throws Exception {
    assertSilenceEnds(
        transport,
        "\"tunnel\": \"300ms\", \"client\": \"1ms\"",
        "\"server\": \"1ms\"",
        "app/s1 [cs]D",
        false,
        false);
  }

  @EachTransport
  void silence_afterTheClientsFin_isMeasuredByServerFin(Sockets transport) throws Exception {
    assertSilenceEnds(transport, "", "\"server-fin\": \"300ms\"", "app/s1 sD", true, false);
  }

  @EachTransport
  void silence_afterTheServersFin_isMeasuredByClientFin(Sockets transport) throws Exception {
    assertSilenceEnds(transport, "\"client-fin\": \"300ms\"", "", "app/s1 cD", false, true);
  }

  private static void assertSilenceEnds(
      Sockets transport,
      String clientSide,
      String serverSide,
      String outcome,
      boolean clientFin,
      boolean serverFin)
      throws Exception {
    String frontend = "\"timeouts\": { %s },".formatted(clientSide);
    String backend = "\"timeouts\": { %s },".formatted(serverSide);
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy =
            TestProxy.start(transport, Texts.app(frontend, backend, servers.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      client.send("ping");
      assertThat(server.receiveText(4)).isEqualTo("ping");
      server.send("pong!");
      assertThat(client.receiveText(5)).isEqualTo("pong!");
      if (clientFin) {
        client.finish();
      }
      if (serverFin) {
        server.finish();
      }

      assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
      assertThat(server.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
      var line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).matches(outcome);
      assertThat(line.session().bytesFromClient()).isEqualTo(4);
      assertThat(line.session().bytesToClient()).isEqualTo(5);
      assertThat(line.session().total()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
      proxy.awaitNoSessions();
    }
  }

  @EachTransport
  void silentClient_isNotSilent_whileItIsSentSomething(Sockets transport) throws Exception {
    String frontend = "\"timeouts\": { \"client\": \"500ms\" },";
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Texts.app(frontend, "", servers.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
      int count = 0;
      while (System.nanoTime() < end) {
        server.send("x");
        assertThat(client.receiveText(1)).isEqualTo("x");
        count++;
        LockSupport.parkNanos(100_000_000);
      }
      server.finish();
      client.finish();

      assertThat(client.receiveAll().ending()).isEqualTo(Ending.FIN);
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 --");
      assertThat(proxy.logged().getFirst().session().bytesToClient()).isEqualTo(count);
    }
  }

  @EachTransport
  void server_isNotSilent_whileASlowClientTakesWhatItHasSent(Sockets transport) throws Exception {
    String backend = "\"timeouts\": { \"server\": \"400ms\" },";
    byte[] answer = new byte[12_000_000];
    try (FakeServer server = FakeServer.start(client -> client.send(answer));
        TestProxy proxy = TestProxy.start(transport, Texts.app("", backend, server.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"), 4 * 1024)) {
      // Nothing is read for longer than the server's timeout; its bytes wait in the proxy.
      await()
          .pollDelay(Duration.ofMillis(1200))
          .atMost(FakeSocket.DEADLINE)
          .until(() -> proxy.proxy().sessions() == 1);

      assertThat(client.receiveAll().toString()).isEqualTo("12000000 bytes, then FIN");
      client.finish();
      assertThat(proxy.logged(1).getFirst().outcome()).isIn("app/s1 --");
    }
  }

  @EachTransport
  void bothSidesThatDoNotTakeAnything_areSilent(Sockets transport) throws Exception {
    String frontend = "\"timeouts\": { \"client\": \"500ms\" },";
    String backend = "\"timeouts\": { \"server\": \"500ms\" },";
    byte[] bytes = new byte[1 << 20];
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy =
            TestProxy.start(transport, Texts.app(frontend, backend, servers.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      client.sendUntilHeldUp(bytes, Duration.ofMillis(100), 1 << 28);
      server.sendUntilHeldUp(bytes, Duration.ofMillis(100), 1 << 28);

      proxy.awaitNoSessions();
      assertThat(proxy.logged(1).getFirst().outcome()).isIn("app/s1 cD", "app/s1 sD");
    }
  }

  @EachTransport
  void fastSender_isHeldUp_byASlowReader(Sockets transport) throws Exception {
    byte[] bytes = new byte[1 << 20];
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Texts.app(servers));
        FakeClient client = FakeClient.connect(proxy.port("in"), 16 * 1024);
        FakeSocket server = servers.accept()) {
      long down = server.sendUntilHeldUp(bytes, Duration.ofMillis(300), 1 << 28);
      long up = client.sendUntilHeldUp(bytes, Duration.ofMillis(300), 1 << 28);

      // The kernel's buffers on the way hold some MB; the proxy itself only its window.
      assertThat(down).isLessThan(64 << 20);
      assertThat(up).isLessThan(64 << 20);
      server.finish();
      client.finish();
      Background other =
          Background.start(() -> assertThat(server.receiveAll().size()).isEqualTo((int) up));
      assertThat(client.receiveAll().size()).isEqualTo((int) down);
      other.join();
      var line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo("app/s1 --");
      assertThat(line.session().bytesFromClient()).isEqualTo(up);
      assertThat(line.session().bytesToClient()).isEqualTo(down);
    }
  }
}
