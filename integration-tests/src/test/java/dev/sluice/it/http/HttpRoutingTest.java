package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.Background;
import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.AbsentServer;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests find their servers one by one, and messages arrive as they were sent. */
class HttpRoutingTest {

  @EachTransport
  void requestsOfOneConnection_goWhereTheirHostsSay(Sockets transport) throws Exception {
    try (FakeServer a = Sites.named("A");
        FakeServer b = Sites.named("B");
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, b))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        for (String host : new String[] {"a", "b", "a", "A", "b"}) {
          client.send(Sites.get(host + ".test", "/" + host));
          assertThat(Message.response(client).text())
              .startsWith(host.toUpperCase(Locale.ROOT) + " 0 GET /" + host);
        }
      }
      Sites.assertQuiet(proxy);
      assertThat(a.connections()).isEqualTo(1);
      assertThat(b.connections()).isEqualTo(1);
      assertThat(proxy.logged(5))
          .extracting(Sites::told)
          .containsExactly(
              "A/s1 -- 200", "B/s1 -- 200", "A/s1 -- 200", "A/s1 -- 200", "B/s1 -- 200");
    }
  }

  @EachTransport
  void requestsInOneSegment_areAnsweredInOrder(Sockets transport) throws Exception {
    try (FakeServer a = Sites.named("A");
        FakeServer b = Sites.named("B");
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, b))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(
            Sites.get("a.test", "/1")
                + "POST /2 HTTP/1.1\r\nHost: b.test\r\nContent-Length: 3\r\n\r\nabc"
                + "POST /3 HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nab\r\n0\r\n\r\n"
                + Sites.get("b.test", "/4"));
        client.finish();
        assertThat(Message.response(client).text()).startsWith("A 0 GET /1");
        assertThat(Message.response(client).text()).startsWith("B 3 POST /2");
        assertThat(Message.response(client).text()).startsWith("A 2 POST /3");
        assertThat(Message.response(client).text()).startsWith("B 0 GET /4");
        assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
      }
      Sites.assertQuiet(proxy);
      assertThat(proxy.logged(4)).extracting(Sites::told).allMatch(line -> line.endsWith("-- 200"));
    }
  }

  // Bodies

  @EachTransport
  void bodies_ofKnownLength_areByteExact(Sockets transport) throws Exception {
    assertEchoed(transport, false);
  }

  @EachTransport
  void bodies_inChunks_areByteExact(Sockets transport) throws Exception {
    assertEchoed(transport, true);
  }

  private static void assertEchoed(Sockets transport, boolean chunked) throws Exception {
    try (FakeServer a =
            Sites.start(
                (client, request) -> send(client, "HTTP/1.1 200 OK\r\n", request.body(), chunked));
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, a))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        for (int size : new int[] {1, 100_000, 5_000_000, 0, 16_384, 131_072, 3}) {
          byte[] body = Sites.random(size);
          Background sending =
              Background.start(
                  () -> send(client, "POST /x HTTP/1.1\r\nHost: a.test\r\n", body, chunked));
          Message answer = Message.response(client);
          sending.join();
          assertThat(answer.line()).isEqualTo("HTTP/1.1 200 OK");
          assertThat(answer.body().length).isEqualTo(size);
          assertThat(Received.sha256(answer.body())).isEqualTo(Received.sha256(body));
        }
      }
      Sites.assertQuiet(proxy);
      assertThat(a.connections()).isEqualTo(1);
      assertThat(a.faults()).isEmpty();
    }
  }

  private static void send(FakeSocket to, String head, byte[] body, boolean chunked)
      throws IOException {
    to.send(
        head
            + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length)
            + "\r\n\r\n");
    to.send(chunked ? Sites.chunked(body, 30_000) : body);
  }

  @EachTransport
  void responsesWithoutBody_endAtTheirHead(Sockets transport) throws Exception {
    try (FakeServer a =
            Sites.start((client, request) ->
                client.send(
                    switch (request.line().charAt(0)) {
                      case 'H' -> "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n";
                      case 'P' -> "HTTP/1.1 204 No Content\r\n\r\n";
                      case 'O' -> "HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n";
                      default -> Sites.ok("last");
                    }));
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, a))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send("HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        Message head = Message.headOnly(client);
        assertThat(head.line()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(head.fields("content-length")).containsExactly("1234");
        client.send("PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n");
        assertThat(Message.headOnly(client).line()).isEqualTo("HTTP/1.1 204 No Content");
        client.send("OPTIONS / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        assertThat(Message.headOnly(client).line()).isEqualTo("HTTP/1.1 304 Not Modified");
        client.send(Sites.get("a.test", "/"));
        assertThat(Message.response(client).text()).isEqualTo("last");
      }
      Sites.assertQuiet(proxy);
      assertThat(a.connections()).isEqualTo(1);
    }
  }

  @EachTransport
  void clientOfHttp10_isClosed_unlessItAsksToBeKept(Sockets transport) throws Exception {
    byte[] body = "0123456789".getBytes(StandardCharsets.ISO_8859_1);
    try (FakeServer a =
            Sites.start((client, request) ->
                send(client, "HTTP/1.1 200 OK\r\n", body, request.line().contains("chunked")));
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, a))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send("GET / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n");
        Message kept = Message.response(client);
        assertThat(kept.text()).isEqualTo("0123456789");
        assertThat(kept.fields("connection")).containsExactly("keep-alive");
        client.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n");
        Message last = Message.response(client);
        assertThat(last.text()).isEqualTo("0123456789");
        assertThat(last.fields("connection")).containsExactly("close");
        assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
      }
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        // It knows no chunks: what it gets ends with the connection.
        client.send("GET /chunked HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n");
        Message plain = Message.response(client);
        assertThat(plain.fields("transfer-encoding")).isEmpty();
        assertThat(plain.fields("connection")).containsExactly("close");
        assertThat(plain.text()).isEqualTo("0123456789");
      }
      Sites.assertQuiet(proxy);
    }
  }

  @EachTransport
  void responseThatEndsWithItsConnection_endsTheClients(Sockets transport) throws Exception {
    byte[] body = Sites.random(300_000);
    try (FakeServer a =
            FakeServer.start(client -> {
              Message.request(client);
              client.send("HTTP/1.1 200 OK\r\n\r\n");
              client.send(body);
              client.finish();
            });
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, a))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(Sites.get("a.test", "/"));
        Message head = Message.headOnly(client);
        assertThat(head.fields("connection")).containsExactly("close");
        Received rest = client.receiveAll();
        assertThat(rest.ending()).isEqualTo(Ending.FIN);
        assertThat(rest.sha256()).isEqualTo(Received.sha256(body));
      }
      Sites.assertQuiet(proxy);
      assertThat(Sites.told(proxy.logged(1).getFirst())).isEqualTo("A/s1 -- 200");
    }
  }

  @EachTransport
  void expectation_isTheServersToMeet(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(
            "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        FakeSocket server = servers.accept();
        assertThat(server.receiveThrough("\r\n\r\n")).containsIgnoringCase("expect: 100-continue");
        server.send("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(Message.headOnly(client).line()).isEqualTo("HTTP/1.1 100 Continue");
        client.send("hello");
        assertThat(server.receiveText(5)).isEqualTo("hello");
        server.send(Sites.ok("done"));
        assertThat(Message.response(client).text()).isEqualTo("done");
      }
      Sites.assertQuiet(proxy);
      assertThat(Sites.told(proxy.logged(1).getFirst())).isEqualTo("A/s1 -- 200");
    }
  }

  // Fields

  @EachTransport
  void forwardedFor_ofAStranger_isReplaced(Sockets transport) throws Exception {
    Message seen = forwarded(transport, "\"forwarded-for\": {},");
    assertThat(seen.fields("x-forwarded-for")).containsExactly("127.0.0.1");
  }

  @EachTransport
  void forwardedFor_ofATrustedProxy_isContinued(Sockets transport) throws Exception {
    Message seen = forwarded(transport, "\"forwarded-for\": { \"trusted\": [\"127.0.0.0/8\"] },");
    assertThat(String.join(", ", seen.fields("x-forwarded-for"))).isEqualTo("1.2.3.4, 127.0.0.1");
  }

  @EachTransport
  void forwardedFor_isNotAdded_forWhomItIsNotWanted(Sockets transport) throws Exception {
    Message seen = forwarded(transport, "\"forwarded-for\": { \"except\": [\"127.0.0.1\"] },");
    assertThat(String.join(", ", seen.fields("x-forwarded-for"))).doesNotContain("127.0.0.1");
  }

  @EachTransport
  void fieldsOfTheConnection_areNotForTheServer(Sockets transport) throws Exception {
    Message seen = forwarded(transport, "\"forwarded-for\": {},");
    for (String name : new String[] {"keep-alive", "proxy-connection", "te", "x-gone", "cookie"}) {
      assertThat(seen.fields(name)).as(name).isEmpty();
    }
    assertThat(seen.fields("host")).containsExactly("a.test");
    assertThat(seen.fields("content-length")).containsExactly("2");
    assertThat(seen.text()).isEqualTo("ok");
    assertThat(seen.fields("x-forwarded-for")).hasSize(1);
  }

  private static Message forwarded(Sockets transport, String frontend) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy =
            TestProxy.start(
                transport, Sites.text(frontend, "", "", servers.address(), servers.address()))) {
      Message seen;
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(
            "POST / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 1.2.3.4\r\nX-Gone: 1\r\n"
                + "Cookie: c\r\nKeep-Alive: 5\r\nProxy-Connection: keep-alive\r\nTE: gzip\r\n"
                + "Connection: X-Forwarded-For, X-Gone, Host, Cookie, Content-Length,"
                + " Transfer-Encoding\r\nContent-Length: 2\r\n\r\nok");
        FakeSocket server = servers.accept();
        seen = Message.request(server);
        server.send(Sites.ok("x"));
        assertThat(Message.response(client).text()).isEqualTo("x");
      }
      Sites.assertQuiet(proxy);
      if (seen == null) {
        throw new AssertionError("no request");
      }
      return seen;
    }
  }

  // Answers of the proxy

  @EachTransport
  void answersOfTheProxy_leaveTheConnectionUsable(Sockets transport) throws Exception {
    String alive = "\"monitor\": \"/alive\",";
    try (AbsentServer b = AbsentServer.open();
        FakeServer a = Sites.named("A");
        TestProxy proxy =
            TestProxy.start(transport, Sites.text(alive, "", "", a.address(), b.address()))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(Sites.get("c.test", "/") + Sites.get("b.test", "/"));
        assertThat(Message.response(client).line()).isEqualTo("HTTP/1.1 404 Not Found");
        assertThat(Message.response(client).line()).isEqualTo("HTTP/1.1 503 Service Unavailable");
        client.send(Sites.get("c.test", "/alive"));
        assertThat(Message.response(client).line()).isEqualTo("HTTP/1.1 200 OK");
        client.send("HEAD / HTTP/1.1\r\nHost: c.test\r\n\r\n");
        assertThat(Message.headOnly(client).line()).isEqualTo("HTTP/1.1 404 Not Found");
        client.send(Sites.get("a.test", "/"));
        assertThat(Message.response(client).text()).startsWith("A 0 GET /");
      }
      Sites.assertQuiet(proxy);
      // As in HAProxy, who asks whether the proxy runs is not logged.
      assertThat(proxy.logged(4))
          .extracting(Sites::told)
          .containsExactly("in/<NOSRV> PR 404", "B/s1 SC 503", "in/<NOSRV> PR 404", "A/s1 -- 200");
    }
  }

  @EachTransport
  void serverThatClosesWithoutAnAnswer_is502(Sockets transport) throws Exception {
    try (FakeServer a = FakeServer.start(Message::request);
        FakeServer b = Sites.named("B");
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, b))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(Sites.get("a.test", "/"));
        assertThat(Message.response(client).line()).isEqualTo("HTTP/1.1 502 Bad Gateway");
        client.send(Sites.get("b.test", "/"));
        assertThat(Message.response(client).text()).startsWith("B 0 GET /");
      }
      Sites.assertQuiet(proxy);
      assertThat(Sites.told(proxy.logged(1).getFirst())).isEqualTo("A/s1 SH 502");
      assertThat(a.connections()).isEqualTo(1);
    }
  }

  @EachTransport
  void serverThatIsSilent_is504(Sockets transport) throws Exception {
    try (FakeServer a = Sites.start((client, request) -> {});
        FakeServer b = Sites.named("B");
        TestProxy proxy =
            TestProxy.start(
                transport, Sites.text("", "", "\"server\": \"300ms\"", a.address(), b.address()))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(Sites.get("a.test", "/"));
        assertThat(Message.response(client).line()).isEqualTo("HTTP/1.1 504 Gateway Timeout");
        client.send(Sites.get("b.test", "/"));
        assertThat(Message.response(client).text()).startsWith("B 0 GET /");
      }
      Sites.assertQuiet(proxy);
      assertThat(Sites.told(proxy.logged(1).getFirst())).isEqualTo("A/s1 sH 504");
    }
  }

  @EachTransport
  void headThatTakesTooLong_is408(Sockets transport) throws Exception {
    try (FakeServer a = Sites.named("A");
        TestProxy proxy =
            TestProxy.start(
                transport,
                Sites.text("", "\"http-request\": \"300ms\",", "", a.address(), a.address()))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(Sites.get("a.test", "/"));
        assertThat(Message.response(client).text()).startsWith("A 0 GET /");
        client.send("GET / HTTP/1.1\r\nHo");
        Message answer = Message.response(client);
        assertThat(answer.line()).isEqualTo("HTTP/1.1 408 Request Timeout");
        assertThat(answer.fields("connection")).containsExactly("close");
        assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
      }
      Sites.assertQuiet(proxy);
      assertThat(Sites.told(proxy.logged(2).getLast())).isEqualTo("in/<NOSRV> cR 408");
    }
  }

  // Connections that are used again

  @EachTransport
  void requestThatMayBeRepeated_isSentAgain_ifTheConnectionHadDied(Sockets transport)
      throws Exception {
    assertDiedBeforeSecond(transport, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", "200 OK", 2);
  }

  @EachTransport
  void post_isNotRepeated(Sockets transport) throws Exception {
    assertDiedBeforeSecond(
        transport,
        "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n",
        "502 Bad Gateway",
        1);
  }

  /** The server reads the second request of its first connection, and closes. */
  private static void assertDiedBeforeSecond(
      Sockets transport, String second, String answer, int connections) throws Exception {
    AtomicInteger number = new AtomicInteger();
    try (FakeServer a =
            Sites.start((client, request) -> {
              if (number.getAndIncrement() == 1) {
                client.close();
              } else {
                client.send(Sites.ok("x"));
              }
            });
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, a))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(Sites.get("a.test", "/"));
        assertThat(Message.response(client).text()).isEqualTo("x");
        client.send(second);
        assertThat(Message.response(client).line()).isEqualTo("HTTP/1.1 " + answer);
        client.send(Sites.get("a.test", "/"));
        assertThat(Message.response(client).text()).isEqualTo("x");
      }
      Sites.assertQuiet(proxy);
      assertThat(number.get()).isEqualTo(connections + 2);
    }
  }
}
