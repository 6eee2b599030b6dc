package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Bytes pass unread only after an upgrade that was asked for and agreed on. */
class HttpUpgradeTest {

  private static final String ASKED =
      "GET /ws HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final String AGREED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  @EachTransport
  void afterAnUpgrade_bytesPassBothWays(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(ASKED + "early");
        FakeSocket server = servers.accept();
        Message request = Message.headOnly(server);
        assertThat(request.fields("upgrade")).containsExactly("websocket");
        server.send(AGREED + "greeting");
        assertThat(Message.headOnly(client).line()).isEqualTo("HTTP/1.1 101 Switching Protocols");
        assertThat(client.receiveText(8)).isEqualTo("greeting");
        assertThat(server.receiveText(5)).isEqualTo("early");
        client.finish();
        assertThat(server.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
        server.send("bye");
        server.finish();
        assertThat(client.receiveAll().toString()).isEqualTo("3 bytes, then FIN");
      }
      Sites.assertQuiet(proxy);
      assertThat(Sites.told(proxy.logged(1).getFirst())).isEqualTo("A/s1 -- 101");
    }
  }

  @EachTransport
  void withoutAgreement_theNextRequestIsOneOfHttp(Sockets transport) throws Exception {
    try (FakeServer a = Sites.named("A");
        FakeServer b = Sites.named("B");
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, b))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(ASKED + Sites.get("b.test", "/x"));
        assertThat(Message.response(client).text()).startsWith("A 0 GET /ws");
        assertThat(Message.response(client).text()).startsWith("B 0 GET /x");
      }
      Sites.assertQuiet(proxy);
    }
  }

  @EachTransport
  void upgradeNobodyAskedFor_is502(Sockets transport) throws Exception {
    String body =
        "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Content-Length: 10\r\n\r\n12345";
    for (String request : List.of(Sites.get("a.test", "/"), body)) {
      try (FakeServer servers = FakeServer.byHand();
          TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers))) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(request);
          FakeSocket server = servers.accept();
          assertThat(server.receiveThrough("\r\n\r\n")).isNotEmpty();
          server.send(AGREED + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
          Message answer = Message.response(client);
          assertThat(answer.line()).isEqualTo("HTTP/1.1 502 Bad Gateway");
          assertThat(server.receiveAll().ending()).isEqualTo(Ending.RST);
        }
        Sites.assertQuiet(proxy);
        assertThat(Sites.told(proxy.logged(1).getFirst())).isEqualTo("A/s1 PH 502");
      }
    }
  }

  @EachTransport
  @SuppressWarnings("StringConcatToTextBlock") // CRLF is to be seen
  void upgradesThatMayNotPass_doNotReachTheServer(Sockets transport) throws Exception {
    Queue<Message> seen = new ConcurrentLinkedQueue<>();
    List<String> requests =
        List.of(
            "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a.test\r\nUpgrade: websocket\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: foo, h2c\r\n"
                + "Upgrade: h2c\r\n\r\n");
    try (FakeServer a =
            Sites.start((client, request) -> {
              seen.add(request);
              client.send(Sites.ok("x"));
            });
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, a))) {
      for (String request : requests) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(request);
          assertThat(Message.response(client).text()).isEqualTo("x");
        }
      }
      Sites.assertQuiet(proxy);
      assertThat(seen).hasSize(requests.size()).noneMatch(each -> each.head().contains("h2c"));
      assertThat(seen.stream().limit(requests.size() - 1))
          .allMatch(each -> each.fields("upgrade").isEmpty())
          .allMatch(each -> each.fields("http2-settings").isEmpty());
    }
  }

  // Expectations and early answers

  @EachTransport
  void unknownExpectation_is417(Sockets transport) throws Exception {
    try (FakeServer a = Sites.named("A");
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, a))) {
      for (String expectation : List.of("y 100-continue", "100-continue, x", "x")) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(
              "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nExpect: "
                  + expectation
                  + "\r\n\r\n");
          assertThat(client.receiveAll().text()).startsWith("HTTP/1.1 417 Expectation Failed");
        }
      }
      Sites.assertQuiet(proxy);
      assertThat(a.connections()).isZero();
    }
  }

  @EachTransport
  void finalAnswerBeforeTheBody_endsBothConnections(Sockets transport) throws Exception {
    for (String line : List.of("417 Expectation Failed", "200 OK", "413 Content Too Large")) {
      try (FakeServer servers = FakeServer.byHand();
          TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers))) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(
              "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 500\r\nExpect: 100-continue"
                  + "\r\n\r\n");
          FakeSocket server = servers.accept();
          assertThat(server.receiveThrough("\r\n\r\n")).isNotEmpty();
          server.send("HTTP/1.1 " + line + "\r\nContent-Length: 2\r\n\r\nno");
          Message answer = Message.response(client);
          assertThat(answer.line()).isEqualTo("HTTP/1.1 " + line);
          assertThat(answer.text()).isEqualTo("no");
          assertThat(answer.fields("connection")).containsExactly("close");
          client.send(Sites.get("a.test", "/evil"));
          assertThat(server.receiveAll().text()).doesNotStartWith("GET /evil");
        }
        try (FakeClient other = FakeClient.connect(proxy.port("in"))) {
          other.send(Sites.get("a.test", "/own"));
          FakeSocket fresh = servers.accept();
          assertThat(fresh.receiveThrough("\r\n\r\n")).startsWith("GET /own ");
          fresh.send(Sites.ok("own"));
          assertThat(Message.response(other).text()).isEqualTo("own");
        }
        Sites.assertQuiet(proxy);
        assertThat(servers.connections()).isEqualTo(2);
      }
    }
  }
}
