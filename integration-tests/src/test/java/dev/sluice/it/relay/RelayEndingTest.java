package dev.sluice.it.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.time.Duration;

/** FIN and RST from either side, on their own and while the other side is busy. */
class RelayEndingTest {

  private static final byte[] MEGABYTE = new byte[1 << 20];

  @EachTransport
  void finOfTheClient_reachesTheServer_whoseAnswerStillArrives(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Texts.app(servers));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      client.send("question");
      client.finish();

      Received question = server.receiveAll();
      assertThat(question.text()).isEqualTo("question");
      assertThat(question.ending()).isEqualTo(Ending.FIN);
      server.send("answer");
      server.finish();
      Received answer = client.receiveAll();
      assertThat(answer.text()).isEqualTo("answer");
      assertThat(answer.ending()).isEqualTo(Ending.FIN);
      assertEnded(proxy, "app/s1 --", 8, 6);
    }
  }

  @EachTransport
  void finOfTheServer_reachesTheClient_whichMayGoOnSending(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Texts.app(servers));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      server.send("greeting");
      server.finish();

      Received greeting = client.receiveAll();
      assertThat(greeting.text()).isEqualTo("greeting");
      assertThat(greeting.ending()).isEqualTo(Ending.FIN);
      client.send("late ");
      assertThat(server.receiveText(5)).isEqualTo("late ");
      client.send("words");
      client.finish();
      assertThat(server.receiveAll().text()).isEqualTo("words");
      assertEnded(proxy, "app/s1 --", 10, 8);
    }
  }

  @EachTransport
  void resetOfTheClient_reachesTheServer_afterTheBytesBeforeIt(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Texts.app(servers));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      client.send("before");
      assertThat(server.receiveText(6)).isEqualTo("before");
      client.reset();

      assertThat(server.receiveAll().ending()).isEqualTo(Ending.RST);
      assertEnded(proxy, "app/s1 CD", 6, 0);
    }
  }

  @EachTransport
  void resetOfTheServer_reachesTheClient_afterTheBytesBeforeIt(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Texts.app(servers));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      server.send("before");
      assertThat(client.receiveText(6)).isEqualTo("before");
      server.reset();

      assertThat(client.receiveAll().ending()).isEqualTo(Ending.RST);
      assertEnded(proxy, "app/s1 SD", 0, 6);
    }
  }

  @EachTransport
  void resetOfTheServer_afterTheClientsFin_isStillAReset(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Texts.app(servers));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      client.finish();
      assertThat(server.receiveAll().ending()).isEqualTo(Ending.FIN);
      server.reset();

      assertThat(client.receiveAll().ending()).isEqualTo(Ending.RST);
      assertEnded(proxy, "app/s1 SD", 0, 0);
    }
  }

  @EachTransport
  void resetOfTheClient_afterItsFin_isStillAReset(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Texts.app(servers));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      client.finish();
      assertThat(server.receiveAll().ending()).isEqualTo(Ending.FIN);
      client.reset();
      // The kernel tells the proxy at the latest when it sends; then the server's sending fails.
      await()
          .atMost(FakeSocket.DEADLINE)
          .untilAsserted(() ->
              assertThatThrownBy(() -> server.send("to nobody")).isInstanceOf(IOException.class));

      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 CD");
      proxy.awaitNoSessions();
    }
  }

  @EachTransport
  void resetOfTheClient_whileTheServerDoesNotRead_endsTheSession(Sockets transport)
      throws Exception {
    String text = Texts.app("", "\"timeouts\": { \"server\": \"1s\" },", "%s");
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, text.formatted(servers.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      client.sendUntilHeldUp(MEGABYTE, Duration.ofMillis(200), 1 << 28);
      client.reset();

      // What was received before goes first; a server that does not take it runs into its timeout.
      proxy.awaitNoSessions();
      assertThat(server.receiveAll().ending()).isEqualTo(Ending.RST);
      assertThat(proxy.logged(1).getFirst().outcome()).isIn("app/s1 CD", "app/s1 sD");
    }
  }

  @EachTransport
  void resetOfTheServer_whileTheClientDoesNotRead_endsTheSession(Sockets transport)
      throws Exception {
    String text = Texts.app("\"timeouts\": { \"client\": \"1s\" },", "", "%s");
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, text.formatted(servers.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      server.sendUntilHeldUp(MEGABYTE, Duration.ofMillis(200), 1 << 28);
      server.reset();

      proxy.awaitNoSessions();
      assertThat(client.receiveAll().ending()).isEqualTo(Ending.RST);
      assertThat(proxy.logged(1).getFirst().outcome()).isIn("app/s1 SD", "app/s1 cD");
    }
  }

  private static void assertEnded(TestProxy proxy, String outcome, long fromClient, long toClient) {
    var line = proxy.logged(1).getFirst();
    assertThat(line.outcome()).isEqualTo(outcome);
    assertThat(line.text()).contains(" in " + outcome.substring(0, outcome.indexOf(' ')) + " ");
    assertThat(line.session().bytesFromClient()).isEqualTo(fromClient);
    assertThat(line.session().bytesToClient()).isEqualTo(toClient);
    proxy.awaitNoSessions();
    assertThat(proxy.logged()).hasSize(1);
  }
}
