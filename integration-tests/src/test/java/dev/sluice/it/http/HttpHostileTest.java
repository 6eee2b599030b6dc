package dev.sluice.it.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Heads that servers read differently are refused before any server sees them. */
class HttpHostileTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n";
  private static final String SMUGGLED = "0\r\n\r\nGET /x HTTP/1.1\r\nHost: a.test\r\n\r\n";

  /** Requests with the statuses they may be refused with. */
  private record Refused(String statuses, List<String> requests) {}

  private static List<String> posts(String... fields) {
    return Stream.of(fields)
        .map(each -> "POST / HTTP/1.1\r\nHost: a.test\r\n" + each + "\r\n\r\n" + SMUGGLED)
        .toList();
  }

  private static List<String> lines(String... lines) {
    return Stream.of(lines).map(each -> each + "\r\nHost: a.test\r\n\r\n").toList();
  }

  private static List<String> hosts(String... hosts) {
    return Stream.of(hosts).map(each -> "GET / HTTP/1.1\r\nHost: " + each + "\r\n\r\n").toList();
  }

  @EachTransport
  void lengthAndEncoding_orEncodingBefore11(Sockets transport) throws Exception {
    assertRefused(
        transport,
        new Refused(
            "400",
            posts(
                "Content-Length: 6\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 3")),
        new Refused(
            "400",
            List.of(
                "POST / HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n" + SMUGGLED,
                "POST / HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n"
                    + "Content-Length: 3\r\n\r\n"
                    + SMUGGLED)));
  }

  @EachTransport
  void encodingsOtherThanChunked(Sockets transport) throws Exception {
    assertRefused(
        transport,
        new Refused(
            "501",
            posts(
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: gzip, chunked")),
        new Refused(
            "400|501",
            posts(
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: ,chunked",
                "Transfer-Encoding: chunked,",
                "Transfer-Encoding:",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: chunked;q=1")),
        new Refused(
            "400",
            posts(
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: chunked\0",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding : chunked",
                "Transfer_Encoding: chunked")));
  }

  @EachTransport
  void lengthsThatAreNoPlainNumber(Sockets transport) throws Exception {
    assertRefused(
        transport,
        new Refused(
            "400",
            posts(
                Stream.of(
                        "",
                        "+6",
                        "-0",
                        "0x6",
                        "6,6",
                        "6, 7",
                        "6 6",
                        "06",
                        "6;",
                        "9223372036854775808",
                        "18446744073709551622",
                        "\u00d9\u00a6",
                        "6\r\nContent-Length: 6",
                        "6\r\nContent-Length: 7")
                    .map(each -> "Content-Length: " + each)
                    .toArray(String[]::new))),
        new Refused(
            "400",
            List.of(
                "POST / HTTP/1.0\r\nHost: a.test\r\nContent-Length: 5\r\nContent-Length: 10\r\n\r\n"
                    + SMUGGLED)));
  }

  @EachTransport
  void fieldsThatAreNone(Sockets transport) throws Exception {
    assertRefused(
        transport,
        new Refused(
            "400",
            posts(
                "X: a\rb",
                "X: a\0b",
                "X\0: a",
                "X Y: a",
                "X\u0085: a",
                "X(: a",
                "abc",
                ": x",
                "X: a\r\n b",
                "X: a\nY: b")),
        new Refused(
            "400",
            List.of(
                "GET / HTTP/1.1\r\n Host: b.test\r\nHost: a.test\r\n\r\n",
                "GET / HTTP/1.1\nHost: a.test\n\n")));
  }

  @EachTransport
  void bytesBeforeARequest_andOtherProtocols(Sockets transport) throws Exception {
    assertRefused(
        transport,
        new Refused(
            "400",
            List.of(
                "\0" + GET + "\r\n",
                "\1" + GET + "\r\n",
                "\r\n".repeat(1000) + GET + "\r\n",
                "\u0016\3\1\2\0\1\0\1\u00fc\3\3" + "\0".repeat(600),
                new String(Sites.random(4096), ISO_8859_1))),
        new Refused("400|405|505", List.of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")));
  }

  @EachTransport
  void requestLinesThatAreNone(Sockets transport) throws Exception {
    assertRefused(
        transport,
        new Refused(
            "400",
            lines(
                "GET  / HTTP/1.1",
                "GET\t/ HTTP/1.1",
                "get / HTTP/1.1",
                "GET / HTTP/01.1",
                "GET / http/1.1",
                "GET /",
                "GET",
                "GET * HTTP/1.1",
                "GET /a#b HTTP/1.1",
                "GET /a b HTTP/1.1",
                "GET /a\u0080 HTTP/1.1",
                "GET /a\\b HTTP/1.1",
                "GET /a/../b HTTP/1.1",
                "GET /%00 HTTP/1.1",
                "GET http://b.test/ HTTP/1.1")),
        new Refused("400|505", lines("GET / HTTP/1.2")),
        new Refused("505", lines("GET / HTTP/2.0")),
        new Refused("405", lines("CONNECT a.test:80 HTTP/1.1", "TRACE / HTTP/1.1")),
        new Refused("414", lines("GET /" + "x".repeat(70_000) + " HTTP/1.1")));
  }

  @EachTransport
  void hostsThatAreNone(Sockets transport) throws Exception {
    assertRefused(
        transport,
        new Refused(
            "400",
            hosts(
                "a.test\r\nHost: a.test",
                "a.test\r\nHost: b.test",
                "a.test,b.test",
                "x@a.test",
                "a.test:99999",
                "a.test:80:90",
                "a.test/",
                "b\u00c3\u00bccher.test",
                "a".repeat(300),
                "a.test\2")),
        new Refused("400", List.of("GET / HTTP/1.1\r\n\r\n")),
        new Refused("400|404", List.of("GET / HTTP/1.0\r\n\r\n")));
  }

  @EachTransport
  void tooManyFields_orTooLong(Sockets transport) throws Exception {
    assertRefused(
        transport,
        new Refused(
            "431",
            List.of(
                GET + "a:\r\n".repeat(101) + "\r\n",
                GET + "a:\r\n".repeat(1001) + "\r\n",
                GET + "a:\r\n".repeat(50_000) + "\r\n",
                GET + "X: " + "x".repeat(70_000) + "\r\n\r\n")));
  }

  @EachTransport
  void oddButValidRequests_areServed(Sockets transport) throws Exception {
    try (FakeServer a = Sites.named("A");
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, a))) {
      for (String request :
          List.of(
              "\r\n" + GET + "\r\n",
              "OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n",
              "GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n",
              "GET / HTTP/1.1\r\nHost: A.TEST\r\n\r\n",
              "GET / HTTP/1.1\r\nHost: a.test.\r\n\r\n",
              "GET / HTTP/1.1\r\nHost: a.test:80\r\n\r\n",
              "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: \t CHUNKED \r\n\r\n0\r\n\r\n",
              "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n")) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(request);
          assertThat(Message.response(client).text()).as(request).startsWith("A 0 ");
        }
      }
      Sites.assertQuiet(proxy);
    }
  }

  private static void assertRefused(Sockets transport, Refused... tables) throws Exception {
    try (FakeServer a = Sites.named("A");
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, a))) {
      for (Refused table : tables) {
        for (String request : table.requests()) {
          String name = request.substring(0, Math.min(90, request.length()));
          try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
            client.send(request);
            Received answer = client.receiveAll();
            assertThat(answer.text())
                .as(name)
                .matches("(?s)HTTP/1\\.1 (" + table.statuses() + ") .*");
            assertThat(answer.text()).as(name).doesNotContain("\nHTTP/1.1 ");
            assertThat(answer.text()).as(name).contains("\r\nConnection: close\r\n");
            assertThat(answer.text().contains("\r\nAllow: "))
                .as(name)
                .isEqualTo(answer.text().startsWith("HTTP/1.1 405"));
            assertThat(answer.ending()).as(name).isEqualTo(Ending.FIN);
          }
        }
      }
      Sites.assertQuiet(proxy);
      assertThat(a.connections()).isZero();
      assertThat(proxy.logged()).allMatch(line -> line.session().bytesToClient() > 0);
    }
  }

  // Chunks

  @EachTransport
  void chunksThatAreNone_cutTheRequestAtTheServer(Sockets transport) throws Exception {
    Queue<Received> seen = new ConcurrentLinkedQueue<>();
    List<String> bodies =
        List.of(
            "0x5\r\nhello",
            "+5\r\nhello",
            " 5\r\nhello",
            "5 \r\nhello",
            "0_2e\r\nhello",
            "\r\nhello",
            "FFFFFFFFFFFFFFFFF\r\nhello",
            "8000000000000000\r\nhello",
            "5\1junk\r\nhello",
            "0".repeat(1000) + "5\r\nhello",
            "5\r\nhelloXX0\r\n\r\n",
            "5\nhello\r\n0\r\n\r\n",
            "5\r\nhello\n0\r\n\r\n",
            "5;a=\nhello\r\n0\r\n\r\n",
            "5\r\r;x\r\nhello\r\n0\r\n\r\n",
            "5;a=\"\r\n0\r\n\r\nGET /x\"\r\n",
            "5;" + "x".repeat(65_536) + "\r\nhello");
    try (FakeServer a = FakeServer.start(client -> seen.add(client.receiveAll()));
        TestProxy proxy = TestProxy.start(transport, Sites.text(a, a))) {
      for (String body : bodies) {
        String name = body.substring(0, Math.min(40, body.length()));
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(
              "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
          Received answer = client.receiveAll();
          assertThat(answer.text()).as(name).startsWith("HTTP/1.1 400 ");
          assertThat(answer.text()).as(name).contains("\r\nConnection: close\r\n");
          assertThat(answer.ending()).as(name).isEqualTo(Ending.FIN);
        }
      }
      Sites.assertQuiet(proxy);
      assertThat(proxy.logged(bodies.size()))
          .extracting(Sites::told)
          .allMatch("A/s1 PH 400"::equals);
      assertThat(seen).extracting(Received::ending).allMatch(Ending.RST::equals);
      assertThat(seen).extracting(Received::text).noneMatch(text -> text.contains("0\r\n\r\n"));
    }
  }

  // Pipelining

  @EachTransport
  void requestsWhoseAnswersAreNeverRead_areNotTaken(Sockets transport) throws Exception {
    String body = "x".repeat(10_000);
    byte[] requests = Sites.get("a.test", "/").repeat(1000).getBytes(ISO_8859_1);
    try (FakeServer a = Sites.start((client, request) -> client.send(Sites.ok(body)));
        TestProxy proxy =
            TestProxy.start(
                transport,
                Sites.text("", "\"client\": \"500ms\",", "", a.address(), a.address()))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"), 16 * 1024)) {
        long taken = client.sendUntilHeldUp(requests, Duration.ofMillis(200), 1 << 28);

        // What the kernel's buffers hold, and the connection's window.
        assertThat(taken).isLessThan(64 << 20);
        proxy.awaitNoSessions();
        assertThat(client.receiveAll().ending()).isEqualTo(Ending.RST);
      } catch (IOException cutWhileSending) {
        proxy.awaitNoSessions();
      }
      assertThat(proxy.logged().size()).isBetween(1, 3000);
      Sites.assertQuiet(proxy);
    }
  }
}
