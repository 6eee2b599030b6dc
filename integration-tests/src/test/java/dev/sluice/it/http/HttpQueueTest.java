package dev.sluice.it.http;

import static dev.sluice.it.backend.Servers.awaitQueue;
import static dev.sluice.it.backend.Servers.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.StartException;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.TestProxy;
import java.util.Objects;

/** Requests that wait for a server, belong to one, or have one that goes down. */
class HttpQueueTest {

  private static final String LONG = "\"timeouts\": { \"queue\": \"1m\" },";
  private static final String ONE = "\"maxconn\": 1";

  private static TestProxy start(
      Sockets transport, String backend, String server, FakeServer one, FakeServer two)
      throws StartException {
    return TestProxy.start(
        transport,
        """
        { "global": { "threads": 1 },
          "frontends": { "in": { "bind": "127.0.0.1:0", "mode": "http", "default-backend": "app" } },
          "backends": { "app": { "mode": "http", "balance": "roundrobin", %s
            "servers": { "s1": { "address": "%s", %s }, "s2": { "address": "%s", "weight": 0 } } } } }
        """
            .formatted(backend, one.address(), server, two.address()));
  }

  /** As in HAProxy it is requests that count: a client that thinks takes nobody's slot. */
  @EachTransport
  void slotsAreOfRequests_notOfConnections(Sockets transport) throws Exception {
    try (FakeServer one = FakeServer.byHand();
        FakeServer two = FakeServer.byHand();
        TestProxy proxy = start(transport, LONG, ONE, one, two);
        FakeClient first = FakeClient.connect(proxy.port("in"));
        FakeClient second = FakeClient.connect(proxy.port("in"))) {
      first.send(Sites.get("a.test", "/1"));
      FakeSocket server = one.accept();
      assertThat(Objects.requireNonNull(Message.request(server)).line()).contains("/1");
      second.send(Sites.get("a.test", "/2"));
      awaitQueue(proxy, 1);
      server.send(Sites.ok("one"));
      assertThat(Message.response(first).text()).isEqualTo("one");
      // The second request has the slot, and the connection that the first one has left.
      assertThat(Objects.requireNonNull(Message.request(server)).line()).contains("/2");
      server.send(Sites.ok("two"));
      assertThat(Message.response(second).text()).isEqualTo("two");
      assertThat(proxy.logged(2).getLast().session().backendQueue()).isZero();
      assertThat(state(proxy, "s1").backend().sessions()).isZero();
      assertThat(proxy.proxy().sessions()).isEqualTo(2);
      assertThat(one.connections()).isEqualTo(1);
    }
  }

  @EachTransport
  void requestThatWaitsTooLong_is503(Sockets transport) throws Exception {
    try (FakeServer one = FakeServer.byHand();
        FakeServer two = FakeServer.byHand();
        TestProxy proxy =
            start(transport, "\"timeouts\": { \"queue\": \"100ms\" },", ONE, one, two);
        FakeClient first = FakeClient.connect(proxy.port("in"))) {
      first.send(Sites.get("a.test", "/1"));
      one.accept();
      try (FakeClient second = FakeClient.connect(proxy.port("in"))) {
        second.send(Sites.get("a.test", "/2") + Sites.get("a.test", "/3"));
        assertThat(Message.response(second).line()).isEqualTo("HTTP/1.1 503 Service Unavailable");
        // The connection lives on.
        assertThat(Message.response(second).line()).isEqualTo("HTTP/1.1 503 Service Unavailable");
      }
      assertThat(proxy.logged(2)).extracting(Sites::told).containsOnly("app/<NOSRV> sQ 503");
      first.reset();
      Sites.assertQuiet(proxy);
      assertThat(state(proxy, "s1").backend().queue().size()).isZero();
    }
  }

  @EachTransport
  void clientThatLeavesTheQueue_isLoggedAsThat(Sockets transport) throws Exception {
    try (FakeServer one = FakeServer.byHand();
        FakeServer two = FakeServer.byHand();
        TestProxy proxy = start(transport, LONG, ONE, one, two);
        FakeClient first = FakeClient.connect(proxy.port("in"));
        FakeClient second = FakeClient.connect(proxy.port("in"))) {
      first.send(Sites.get("a.test", "/1"));
      one.accept();
      second.send(Sites.get("a.test", "/2"));
      awaitQueue(proxy, 1);
      second.reset();
      assertThat(Sites.told(proxy.logged(1).getFirst())).isEqualTo("app/<NOSRV> CQ -1");
      awaitQueue(proxy, 0);
      first.reset();
      Sites.assertQuiet(proxy);
    }
  }

  @EachTransport
  void requestsThatARuleSends_goThere_othersDoNot(Sockets transport) throws Exception {
    String rule =
        "\"use-server\": [ { \"match\": { \"path\": \"/two/*\" }, \"server\": \"s2\" } ],";
    try (FakeServer one = Sites.named("one");
        FakeServer two = Sites.named("two");
        TestProxy proxy = start(transport, rule, "\"maxconn\": 5", one, two);
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      for (String path : new String[] {"/one", "/two/1", "/one", "/two/2"}) {
        client.send(Sites.get("a.test", path));
        assertThat(Message.response(client).text()).startsWith(path.substring(1, 4) + " ");
      }
    }
  }

  @EachTransport
  void requestsOfAServerThatGoesDown_areEnded_ifTheConfigurationSaysSo(Sockets transport)
      throws Exception {
    String marked = "\"on-marked-down\": \"shutdown-sessions\",";
    try (FakeServer one = FakeServer.byHand();
        FakeServer two = FakeServer.byHand();
        TestProxy proxy = start(transport, marked, "\"maxconn\": 5", one, two);
        FakeClient waits = FakeClient.connect(proxy.port("in"));
        FakeClient reads = FakeClient.connect(proxy.port("in"))) {
      reads.send(Sites.get("a.test", "/reads"));
      FakeSocket server = one.accept();
      server.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
      assertThat(reads.receiveThrough("half")).endsWith("half");
      waits.send(Sites.get("a.test", "/waits"));
      FakeSocket other = one.accept();
      assertThat(Objects.requireNonNull(Message.request(other)).line()).contains("/waits");
      state(proxy, "s1").markDown("test");
      assertThat(Message.response(waits).line()).isEqualTo("HTTP/1.1 503 Service Unavailable");
      assertThat(reads.receiveAll().text()).isEmpty();
      assertThat(proxy.logged(2))
          .extracting(Sites::told)
          .containsExactlyInAnyOrder("app/s1 DH 503", "app/s1 DD 200");
    }
  }
}
