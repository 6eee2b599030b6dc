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

/** Answers that come before the body has, and bodies that never come. */
class HttpEarlyAnswerTest {

  /** What is left of a body is no request, neither here nor at the server. */
  @EachTransport
  void answerBeforeTheBodyEnds_endsBothConnections(Sockets transport) throws Exception {
    for (String framing : List.of("Content-Length: 500", "Transfer-Encoding: chunked")) {
      try (FakeServer servers = FakeServer.byHand();
          TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers))) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send("POST / HTTP/1.1\r\nHost: a.test\r\n" + framing + "\r\n\r\n100\r\nabc");
          FakeSocket server = servers.accept();
          assertThat(server.receiveThrough("abc")).endsWith("abc");
          server.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno");
          Message answer = Message.response(client);
          assertThat(answer.line()).as(framing).isEqualTo("HTTP/1.1 413 Content Too Large");
          assertThat(answer.fields("connection")).as(framing).containsExactly("close");
          client.send(Sites.get("a.test", "/evil"));
          assertThat(client.receiveAll().text()).as(framing).isEmpty();
          server.receiveAll();
        }
        assertOwnConnection(framing, proxy, servers);
      }
    }
  }

  private static void assertOwnConnection(String name, TestProxy proxy, FakeServer servers)
      throws Exception {
    try (FakeClient other = FakeClient.connect(proxy.port("in"))) {
      other.send(Sites.get("a.test", "/own"));
      FakeSocket fresh = servers.accept();
      assertThat(fresh.receiveThrough("\r\n\r\n")).as(name).startsWith("GET /own ");
      fresh.send(Sites.ok("own"));
      assertThat(Message.response(other).text()).as(name).isEqualTo("own");
    }
    Sites.assertQuiet(proxy);
    assertThat(servers.connections()).as(name).isEqualTo(2);
  }

  @EachTransport
  void bodyOfGet_afterAnExpectation_isItsBody(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        String inner = Sites.get("a.test", "/inner");
        client.send(
            "GET /outer HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: "
                + inner.length()
                + "\r\n\r\n");
        FakeSocket server = servers.accept();
        assertThat(server.receiveThrough("\r\n\r\n")).startsWith("GET /outer ");
        server.send("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(Message.headOnly(client).line()).isEqualTo("HTTP/1.1 100 Continue");
        client.send(inner + Sites.get("a.test", "/next"));
        assertThat(server.receiveText(inner.length())).isEqualTo(inner);
        server.send(Sites.ok("outer"));
        assertThat(Message.response(client).text()).isEqualTo("outer");
        assertThat(server.receiveThrough("\r\n\r\n")).startsWith("GET /next ");
        server.send(Sites.ok("next"));
        assertThat(Message.response(client).text()).isEqualTo("next");
      }
      Sites.assertQuiet(proxy);
    }
  }

  /** Both wait for each other: the client for 100, the server for the body. */
  @EachTransport
  void expectationThatNobodyMeets_is408(Sockets transport) throws Exception {
    String times = "\"client\": \"300ms\",";
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy =
            TestProxy.start(
                transport, Sites.text("", times, "", servers.address(), servers.address()))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(
            "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        FakeSocket server = servers.accept();
        assertThat(server.receiveThrough("\r\n\r\n")).isNotEmpty();
        Message answer = Message.response(client);
        assertThat(answer.line()).isEqualTo("HTTP/1.1 408 Request Timeout");
        assertThat(answer.fields("connection")).containsExactly("close");
        assertThat(server.receiveAll().ending()).isEqualTo(Ending.RST);
      }
      Sites.assertQuiet(proxy);
    }
  }

  /**
   * The request behind an upgrade that is declined is one of HTTP; behind one that is not, none.
   */
  @EachTransport
  void requestBehindAnUpgrade_goesWhereTheAnswerSays(Sockets transport) throws Exception {
    String asked =
        "POST /ws HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Content-Length: 5\r\n\r\nhello";
    String agreed =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    String declined =
        "HTTP/1.1 426 Upgrade Required\r\nConnection: Upgrade\r\nUpgrade: TLS/1.2\r\n"
            + "Content-Length: 2\r\n\r\nno";
    String next = Sites.get("b.test", "/x");
    for (String answer : List.of(agreed, declined)) {
      try (FakeServer servers = FakeServer.byHand();
          FakeServer b = Sites.named("B");
          TestProxy proxy = TestProxy.start(transport, Sites.text(servers, b))) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(asked + next);
          FakeSocket server = servers.accept();
          assertThat(server.receiveThrough("hello")).contains("Upgrade: websocket\r\n");
          server.send(answer);
          assertThat(Message.headOnly(client).line())
              .isEqualTo(answer.substring(0, answer.indexOf('\r')));
          if (answer.equals(agreed)) {
            assertThat(server.receiveText(next.length())).isEqualTo(next);
            assertThat(b.connections()).isZero();
          } else {
            assertThat(client.receiveText(2)).isEqualTo("no");
            assertThat(Message.response(client).text()).startsWith("B 0 GET /x");
          }
        }
      }
    }
  }
}
