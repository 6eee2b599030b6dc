package dev.sluice.it.backend;

import static dev.sluice.it.backend.Servers.awaitQueue;
import static dev.sluice.it.backend.Servers.server;
import static dev.sluice.it.backend.Servers.state;
import static dev.sluice.it.backend.Servers.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.backend.ServerState.Admin;
import dev.sluice.testkit.AbsentServer;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Sessions that wait for a server with a free slot. */
class QueueTest {

  private static final String LONG = "\"timeouts\": { \"queue\": \"1m\" },";

  @EachTransport
  void sessionsBeyondMaxconn_wait_andGoOnInTheirOrder(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = Servers.start(transport, LONG, server("s1", servers, "\"maxconn\": 1"))) {
      List<FakeClient> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        FakeClient client = FakeClient.connect(proxy.port("in"));
        client.send("" + i);
        clients.add(client);
        // Each on a loop of its own: the next one must not overtake it.
        await().until(() -> state(proxy, "s1").sessions() == 1);
        awaitQueue(proxy, i);
      }
      for (int i = 0; i < 5; i++) {
        FakeSocket server = servers.accept();
        assertThat(server.receiveText(1)).isEqualTo("" + i);
        assertThat(servers.connections()).isEqualTo(i + 1);
        assertThat(state(proxy, "s1").sessions()).isEqualTo(1);
        server.send("done");
        server.finish();
        assertThat(clients.get(i).receiveAll().text()).isEqualTo("done");
        clients.get(i).close();
      }
      List<LogLine> lines = proxy.logged(5);
      assertThat(lines).allMatch(line -> line.outcome().equals("app/s1 --"));
      assertThat(lines)
          .extracting(line -> line.session().backendQueue())
          .containsExactlyInAnyOrder(0, 0, 1, 2, 3);
      assertThat(lines).extracting(line -> line.session().serverQueue()).containsOnly(0);
      assertQuiet(proxy);
    }
  }

  @EachTransport
  void sessionThatWaitsTooLong_isGivenUp(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy =
            Servers.start(
                transport,
                "\"timeouts\": { \"queue\": \"100ms\" },",
                server("s1", servers, "\"maxconn\": 1"));
        FakeClient first = FakeClient.connect(proxy.port("in"))) {
      servers.accept();
      try (FakeClient second = FakeClient.connect(proxy.port("in"))) {
        assertThat(second.receiveAll().size()).isZero();
      }
      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo("app/<NOSRV> sQ");
      assertThat(line.session().why()).contains("queue timed out");
      assertThat(servers.connections()).isEqualTo(1);
      first.reset();
      assertQuiet(proxy);
    }
  }

  @EachTransport
  void clientThatLeavesTheQueue_givesItsPlaceUp(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = Servers.start(transport, LONG, server("s1", servers, "\"maxconn\": 1"));
        FakeClient first = FakeClient.connect(proxy.port("in"))) {
      FakeSocket served = servers.accept();
      FakeClient second = FakeClient.connect(proxy.port("in"));
      awaitQueue(proxy, 1);
      try (FakeClient third = FakeClient.connect(proxy.port("in"))) {
        third.send("3");
        awaitQueue(proxy, 2);
        second.reset();
        assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/<NOSRV> CQ");
        awaitQueue(proxy, 1);
        served.finish();
        first.finish();
        assertThat(servers.accept().receiveText(1)).isEqualTo("3");
        third.reset();
      }
      assertQuiet(proxy);
    }
  }

  @EachTransport
  void reloadThatRaisesMaxconn_letsThoseWhoWaitGoOn(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = Servers.start(transport, LONG, server("s1", servers, "\"maxconn\": 1"));
        FakeClient first = FakeClient.connect(proxy.port("in"));
        FakeClient second = FakeClient.connect(proxy.port("in"))) {
      servers.accept();
      awaitQueue(proxy, 1);
      proxy.reload(text("", LONG, server("s1", servers, "\"maxconn\": 2")));
      servers.accept();
      assertThat(state(proxy, "s1").sessions()).isEqualTo(2);
      // One that lowers it counts for those who come: the count was carried over.
      proxy.reload(text("", LONG, server("s1", servers, "\"maxconn\": 1")));
      try (FakeClient third = FakeClient.connect(proxy.port("in"))) {
        awaitQueue(proxy, 1);
        third.reset();
      }
      first.reset();
      second.reset();
      assertQuiet(proxy);
    }
  }

  @EachTransport
  void serverThatComesUp_takesThoseWhoWaitForAnother(Sockets transport) throws Exception {
    assertGoesToTheSecond(
        transport,
        "",
        "\"state\": \"maint\"",
        proxy -> state(proxy, "s2").admin(Admin.READY, "test"));
  }

  /** Only the server that had changed was offered: the others waited beside an idle backup. */
  @EachTransport
  void serverThatGoesDown_leavesThoseWhoWaitToTheBackup(Sockets transport) throws Exception {
    assertGoesToTheSecond(
        transport, "", "\"backup\": true", proxy -> state(proxy, "s1").markDown("test"));
  }

  /** The slots that come with time were offered to nobody. */
  @EachTransport
  void serverThatStartsSlowly_takesThoseWhoWait_asItsLimitRises(Sockets transport)
      throws Exception {
    String slow = "\"maxconn\": 50, \"slowstart\": \"2s\", \"state\": \"maint\"";
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = Servers.start(transport, LONG, server("s1", servers, ""))) {
      proxy.reload(text("", LONG, server("s1", servers, slow)));
      proxy.reload(text("", LONG, server("s1", servers, slow.replace("maint", "ready"))));
      List<FakeClient> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        clients.add(FakeClient.connect(proxy.port("in")));
      }
      // All of them stay, so that nobody gives a slot back.
      for (int i = 0; i < 5; i++) {
        servers.accept();
      }
      for (FakeClient client : clients) {
        client.reset();
      }
      assertQuiet(proxy);
    }
  }

  /** As in HAProxy: the key belongs to that server, whether others are idle or not. */
  @EachTransport
  void hash_waitsForTheServerOfItsKey(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy =
            TestProxy.start(
                transport,
                text(
                        "",
                        LONG,
                        server("s1", servers, "\"maxconn\": 1"),
                        server("s2", servers, "\"maxconn\": 1"))
                    .replace("\"roundrobin\"", "{ \"hash\": \"src\" }"));
        FakeClient first = FakeClient.connect(proxy.port("in"))) {
      FakeSocket served = servers.accept();
      try (FakeClient second = FakeClient.connect(proxy.port("in"))) {
        awaitQueue(proxy, 1);
        served.finish();
        first.finish();
        servers.accept();
        second.reset();
      }
      List<LogLine> lines = proxy.logged(2);
      assertThat(lines.get(0).session().server()).isEqualTo(lines.get(1).session().server());
      assertQuiet(proxy);
    }
  }

  @EachTransport
  void sessionThatBelongsToAServer_waitsForThatOne_untilItIsDown(Sockets transport)
      throws Exception {
    String rule = "\"use-server\": [ { \"match\": {}, \"server\": \"s1\" } ],";
    assertGoesToTheSecond(transport, rule, "", proxy -> state(proxy, "s1").markDown("test"));
  }

  /** The slot of a server that cannot be reached was kept until the client had hung up. */
  @EachTransport
  void whoIsRefused_holdsNoSlotWhileItIsTold(Sockets transport) throws Exception {
    String rule = "\"use-server\": [ { \"match\": { \"sni\": \"x.test\" }, \"server\": \"s1\" } ],";
    try (AbsentServer dead = AbsentServer.open();
        TestProxy proxy =
            Servers.start(transport, "\"retries\": 0, " + rule, server("s1", dead.address(), ""));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(SampleHello.bytes("a.test"));
      byte[] alert = client.receive(7);
      assertThat(alert[0]).isEqualTo((byte) 0x15);
      assertThat(state(proxy, "s1").sessions()).isZero();
      client.finish();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 SC");
      assertQuiet(proxy);
    }
  }

  /** A session waits for the only slot of s1; then something changes, and s2 serves it. */
  private static void assertGoesToTheSecond(
      Sockets transport, String backend, String further, Consumer<TestProxy> change)
      throws Exception {
    try (FakeServer one = FakeServer.byHand();
        FakeServer two = FakeServer.token("two");
        TestProxy proxy =
            Servers.start(
                transport,
                LONG + backend,
                server("s1", one, "\"maxconn\": 1"),
                server("s2", two, further));
        FakeClient first = FakeClient.connect(proxy.port("in"))) {
      one.accept();
      try (FakeClient second = FakeClient.connect(proxy.port("in"))) {
        awaitQueue(proxy, 1);
        change.accept(proxy);
        assertThat(second.receiveAll().text()).isEqualTo("two");
        second.finish();
        assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s2 --");
      }
      first.reset();
      assertQuiet(proxy);
    }
  }

  private static void assertQuiet(TestProxy proxy) {
    proxy.awaitNoSessions();
    assertThat(state(proxy, "s1").sessions()).isZero();
    assertThat(state(proxy, "s1").backend().sessions()).isZero();
    assertThat(state(proxy, "s1").backend().queue().size()).isZero();
  }
}
