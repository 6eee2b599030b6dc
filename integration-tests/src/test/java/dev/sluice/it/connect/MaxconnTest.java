package dev.sluice.it.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** At {@code maxconn} new connections wait; they are served as others end. */
class MaxconnTest {

  private static final int WAITING = 10;

  @EachTransport
  void atTheLimitOfAFrontend_newConnectionsWait(Sockets transport) throws Exception {
    assertWaiting(transport, Texts.app("\"maxconn\": 2,", "", "%s"));
  }

  @EachTransport
  void atTheLimitOfTheProcess_newConnectionsWait(Sockets transport) throws Exception {
    assertWaiting(
        transport,
        Texts.app("", "", "%s").replace("\"threads\": 2", "\"threads\": 2, \"maxconn\": 2"));
  }

  private static void assertWaiting(Sockets transport, String text) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, text.formatted(servers.address()))) {
      Deque<FakeClient> clients = new ArrayDeque<>();
      Deque<FakeSocket> served = new ArrayDeque<>();
      for (int i = 0; i < WAITING; i++) {
        FakeClient client = FakeClient.connect(proxy.port("in"));
        client.send("x");
        clients.add(client);
      }
      served.add(servers.accept());
      served.add(servers.accept());
      assertThat(servers.connections()).isEqualTo(2);
      for (int i = 2; i < WAITING; i++) {
        cut(served.remove());
        served.add(servers.accept());
        assertThat(servers.connections()).isEqualTo(i + 1);
        assertThat(proxy.proxy().sessions()).isLessThanOrEqualTo(2);
      }
      for (FakeSocket server : served) {
        cut(server);
      }
      for (FakeClient client : clients) {
        assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then RST");
        client.close();
      }
      assertThat(proxy.logged(WAITING))
          .hasSize(WAITING)
          .allMatch(line -> line.session().processSessions() <= 2)
          .allMatch(line -> line.outcome().equals("app/s1 SD"));
      proxy.awaitNoSessions();
    }
  }

  /** After a byte, as a reset that comes too early looks like a failed attempt to connect. */
  private static void cut(FakeSocket server) throws IOException {
    assertThat(server.receiveText(1)).isEqualTo("x");
    server.reset();
  }

  @EachTransport
  void clientThatLeavesWhileItWaits_takesNoSlot(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy =
            TestProxy.start(transport, Texts.app("\"maxconn\": 1,", "", servers.address()));
        FakeClient first = FakeClient.connect(proxy.port("in"))) {
      FakeSocket server = servers.accept();
      FakeClient impatient = FakeClient.connect(proxy.port("in"));
      FakeClient patient = FakeClient.connect(proxy.port("in"));
      impatient.reset();
      server.close();
      first.finish();

      patient.send("here");
      patient.finish();
      // The one that left may be given a server for a moment.
      Received received = servers.accept().receiveAll();
      if (!received.text().equals("here")) {
        received = servers.accept().receiveAll();
      }
      assertThat(received.text()).isEqualTo("here");
      patient.close();
    }
  }

  @EachTransport
  void waiting_endsWhenAReloadRaisesTheLimit(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy =
            TestProxy.start(transport, Texts.app("\"maxconn\": 1,", "", servers.address()));
        FakeClient first = FakeClient.connect(proxy.port("in"));
        FakeClient second = FakeClient.connect(proxy.port("in"))) {
      FakeSocket one = servers.accept();
      proxy.reload(Texts.app("\"maxconn\": 2,", "", servers.address()));
      FakeSocket two = servers.accept();

      one.send("1");
      two.send("2");
      assertThat(first.receiveText(1) + second.receiveText(1)).isIn("12", "21");
    }
  }
}
