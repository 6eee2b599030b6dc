package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.util.List;

/** What a broken server sends reaches no other request. */
class HttpBadResponseTest {

  private static final String EVIL = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";

  @EachTransport
  void responseThatCannotBeRead_is502(Sockets transport) throws Exception {
    for (String response :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 99999 OK\r\n\r\n",
            "HTTP/1.1 200\nContent-Length: 0\n\n",
            "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX: " + "x".repeat(1 << 20) + "\r\n\r\n",
            "HELLO\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000))) {
      String name = response.substring(0, Math.min(60, response.length()));
      try (FakeServer servers = FakeServer.byHand();
          TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers))) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          FakeSocket server = ask(client, servers, "GET");
          try {
            server.send(response + EVIL);
          } catch (IOException cutWhileSending) {
            assertThat(response.length()).as(name).isGreaterThan(20_000);
          }
          Message answer = Message.headOnly(client);
          while (answer.line().contains(" 103 ")) {
            answer = Message.headOnly(client);
          }
          assertThat(answer.line()).as(name).isEqualTo("HTTP/1.1 502 Bad Gateway");
          assertThat(server.receiveAll().ending()).as(name).isEqualTo(Ending.RST);
        }
        assertOwnAnswer(name, proxy, servers);
        assertThat(Sites.told(proxy.logged(1).getFirst())).as(name).isEqualTo("A/s1 PH 502");
      }
    }
  }

  @EachTransport
  void responseThatBreaksOff_isCut(Sockets transport) throws Exception {
    for (String response :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5x\r\nhello\r\n0\r\n\r\n")) {
      try (FakeServer servers = FakeServer.byHand();
          TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers))) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          FakeSocket server = ask(client, servers, "GET");
          server.send(response);
          server.finish();
          Received received = client.receiveAll();
          assertThat(received.ending()).as(response).isEqualTo(Ending.RST);
          assertThat(received.text()).as(response).doesNotEndWith("0\r\n\r\n");
        }
        assertOwnAnswer(response, proxy, servers);
        assertThat(Sites.told(proxy.logged(1).getFirst())).as(response).isEqualTo("A/s1 SD 200");
      }
    }
  }

  @EachTransport
  void bytesBehindAResponse_areNobodysAnswer(Sockets transport) throws Exception {
    for (String response :
        List.of(
            "GET HTTP/1.1 204 No Content\r\n\r\n",
            "GET HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
            "HEAD HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
            "GET HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "GET HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
      String method = response.substring(0, response.indexOf(' '));
      try (FakeServer servers = FakeServer.byHand();
          TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers))) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          FakeSocket server = ask(client, servers, method);
          server.send(response.substring(method.length() + 1) + EVIL);
          Message answer = Message.headOnly(client);
          assertThat(method + " " + answer.line())
              .isEqualTo(response.substring(0, response.indexOf('\r')));
          client.finish();
          assertThat(client.receiveAll().text()).as(response).doesNotContain("evil");
        }
        assertOwnAnswer(response, proxy, servers);
        assertThat(Sites.told(proxy.logged(1).getFirst())).as(response).startsWith("A/s1 -- ");
      }
    }
  }

  @EachTransport
  void interimResponses_belongToTheirRequest(Sockets transport) throws Exception {
    try (FakeServer a =
            Sites.start((client, request) ->
                client.send(
                    request.line().startsWith("HEAD")
                        ? "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
                        : "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + Sites.ok("got")));
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, a))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(
            Sites.get("a.test", "/")
                + "HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n"
                + Sites.get("a.test", "/"));
        assertThat(Message.headOnly(client).line()).isEqualTo("HTTP/1.1 103 Early Hints");
        assertThat(Message.response(client).text()).isEqualTo("got");
        assertThat(Message.headOnly(client).fields("content-length")).containsExactly("99");
        assertThat(Message.headOnly(client).line()).isEqualTo("HTTP/1.1 103 Early Hints");
        assertThat(Message.response(client).text()).isEqualTo("got");
      }
      Sites.assertQuiet(proxy);
      assertThat(a.connections()).isEqualTo(1);
    }
  }

  private static FakeSocket ask(FakeClient client, FakeServer servers, String method)
      throws Exception {
    client.send(method + " /first HTTP/1.1\r\nHost: a.test\r\n\r\n");
    FakeSocket server = servers.accept();
    assertThat(server.receiveThrough("\r\n\r\n")).startsWith(method + " /first ");
    return server;
  }

  /** The next client's request goes over a connection of its own. */
  private static void assertOwnAnswer(String name, TestProxy proxy, FakeServer servers)
      throws Exception {
    try (FakeClient other = FakeClient.connect(proxy.port("in"))) {
      other.send(Sites.get("a.test", "/second"));
      FakeSocket fresh = servers.accept();
      assertThat(fresh.receiveThrough("\r\n\r\n")).as(name).startsWith("GET /second ");
      fresh.send(Sites.ok("own"));
      assertThat(Message.response(other).text()).as(name).isEqualTo("own");
    }
    Sites.assertQuiet(proxy);
    assertThat(servers.connections()).as(name).isEqualTo(2);
  }
}
