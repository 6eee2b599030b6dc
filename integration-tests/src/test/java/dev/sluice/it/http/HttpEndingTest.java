package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.session.RequestRecord;
import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/** The line of the log tells how a request ended, by whom, and what never happened. */
class HttpEndingTest {

  private static final String GET = Sites.get("a.test", "/");
  private static final String POST =
      "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 10\r\n\r\n12345";

  /** What the two sides do once the request has reached the server. */
  private interface Course {
    void play(FakeClient client, FakeSocket server) throws IOException;
  }

  @EachTransport
  void request_thatIsAnswered(Sockets transport) throws Exception {
    String response = Sites.ok("hello");
    LogLine line =
        play(
            transport,
            GET,
            (client, server) -> {
              server.send(response);
              assertThat(Message.response(client).text()).isEqualTo("hello");
            });
    assertTold(line, "A/s1 -- 200", true, true);
    assertThat(line.session().bytesToClient()).isEqualTo(response.length());
    assertThat(line.text()).contains(" 200 ").contains(" ---- ").contains("\"GET / HTTP/1.1\"");
  }

  @EachTransport
  void clientThatResets_whileTheServerThinks(Sockets transport) throws Exception {
    LogLine line =
        play(
            transport,
            GET,
            (client, server) -> {
              client.reset();
              assertThat(server.receiveAll().ending()).isEqualTo(Ending.RST);
            });
    assertTold(line, "A/s1 CH -1", true, false);
    assertThat(line.text()).contains("/-1/").contains(" -1 0 - - CH-- ");
  }

  @EachTransport
  void clientThatResets_inTheMiddleOfTheResponse(Sockets transport) throws Exception {
    LogLine line =
        play(
            transport,
            GET,
            (client, server) -> {
              begin(client, server);
              client.reset();
              server.receiveAll();
            });
    assertTold(line, "A/s1 CD 200", true, true);
  }

  @EachTransport
  void serverThatResets_inTheMiddleOfTheResponse(Sockets transport) throws Exception {
    assertServerCutsResponse(transport, FakeSocket::reset);
  }

  @EachTransport
  void serverThatEnds_inTheMiddleOfTheResponse(Sockets transport) throws Exception {
    assertServerCutsResponse(transport, FakeSocket::finish);
  }

  /** The beginning of a response reaches the client. */
  private static void begin(FakeClient client, FakeSocket server) throws IOException {
    server.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
    assertThat(Message.headOnly(client).line()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(client.receiveText(3)).isEqualTo("abc");
  }

  private interface Cut {
    void cut(FakeSocket server) throws IOException;
  }

  private static void assertServerCutsResponse(Sockets transport, Cut cut) throws Exception {
    LogLine line =
        play(
            transport,
            GET,
            (client, server) -> {
              begin(client, server);
              cut.cut(server);
              // FIN would look like the end of the response to who does not count.
              assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then RST");
            });
    assertTold(line, "A/s1 SD 200", true, true);
  }

  @EachTransport
  void serverThatIsSilent_beforeItsResponse(Sockets transport) throws Exception {
    LogLine line =
        play(
            transport,
            "",
            "\"server\": \"300ms\"",
            GET,
            (client, server) ->
                assertThat(Message.response(client).line())
                    .isEqualTo("HTTP/1.1 504 Gateway Timeout"));
    assertTold(line, "A/s1 sH 504", true, false);
    assertThat(line.session().bytesToClient()).isPositive();
  }

  @EachTransport
  void serverThatIsSilent_inTheMiddleOfItsResponse(Sockets transport) throws Exception {
    LogLine line =
        play(
            transport,
            "",
            "\"server\": \"300ms\"",
            GET,
            (client, server) -> {
              server.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc");
              assertThat(Message.headOnly(client).line()).isEqualTo("HTTP/1.1 200 OK");
              assertThat(client.receiveAll().toString()).isEqualTo("3 bytes, then RST");
            });
    assertTold(line, "A/s1 sD 200", true, true);
  }

  @EachTransport
  void clientThatIsSilent_inTheMiddleOfItsBody(Sockets transport) throws Exception {
    LogLine line =
        play(
            transport,
            "\"client\": \"300ms\",",
            "",
            POST,
            (client, server) -> {
              Message answer = Message.response(client);
              assertThat(answer.line()).isEqualTo("HTTP/1.1 408 Request Timeout");
              assertThat(answer.fields("connection")).containsExactly("close");
              assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
              assertThat(server.receiveAll().ending()).isEqualTo(Ending.RST);
            });
    assertTold(line, "A/s1 cH 408", true, false);
    assertThat(line.session().bytesToClient()).isPositive();
  }

  @EachTransport
  void serverThatResets_inTheMiddleOfTheRequestsBody(Sockets transport) throws Exception {
    LogLine line =
        play(
            transport,
            POST,
            (client, server) -> {
              server.reset();
              Message answer = Message.response(client);
              assertThat(answer.line()).isEqualTo("HTTP/1.1 502 Bad Gateway");
              assertThat(answer.fields("connection")).containsExactly("close");
              client.send("67890");
              assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
            });
    assertTold(line, "A/s1 SH 502", true, false);
    assertThat(line.session().bytesToClient()).isPositive();
  }

  @EachTransport
  void clientThatEnds_inTheMiddleOfItsBody(Sockets transport) throws Exception {
    LogLine line =
        play(
            transport,
            POST,
            (client, server) -> {
              client.finish();
              // A server must not take half a body for a whole one.
              assertThat(server.receiveAll().ending()).isEqualTo(Ending.RST);
            });
    assertTold(line, "A/s1 CD -1", true, false);
  }

  @EachTransport
  void clientThatResets_inTheMiddleOfItsBody(Sockets transport) throws Exception {
    LogLine line =
        play(
            transport,
            POST,
            (client, server) -> {
              client.reset();
              assertThat(server.receiveAll().ending()).isEqualTo(Ending.RST);
            });
    assertTold(line, "A/s1 CD -1", true, false);
  }

  // Closing the connection told the conversation once more that it was closed, and there was a
  // second line with status -1.
  @EachTransport
  void clientThatLeavesWithoutAWord_isOneLine(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers))) {
      FakeClient.connect(proxy.port("in")).close();
      proxy.logged(1);
      // When the loops have ended, whatever they still had to say is said.
      proxy.proxy().stop(Duration.ZERO).join();
      assertThat(proxy.logged()).extracting(Sites::told).containsExactly("in/<NOSRV> CR 400");
    }
  }

  @EachTransport
  void clientThatEndsItsSide_stillGetsItsResponse(Sockets transport) throws Exception {
    LogLine line =
        play(
            transport,
            GET,
            (client, server) -> {
              client.finish();
              server.send(Sites.ok("late"));
              assertThat(Message.response(client).text()).isEqualTo("late");
              assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
            });
    assertTold(line, "A/s1 -- 200", true, true);
  }

  @EachTransport
  void stop_cutsRequestsThatAreUnderWay(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(Sites.get("a.test", "/"));
      FakeSocket server = servers.accept();
      Message.request(server);
      proxy.proxy().stop(Duration.ZERO).join();
      assertThat(client.receiveAll().ending()).isEqualTo(Ending.RST);
      assertTold(proxy.logged(1).getFirst(), "A/s1 KH -1", true, false);
      Sites.assertQuiet(proxy);
    }
  }

  private static LogLine play(Sockets transport, String request, Course ending) throws Exception {
    return play(transport, "", "", request, ending);
  }

  private static LogLine play(
      Sockets transport, String clientTimes, String serverTimes, String request, Course ending)
      throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy =
            TestProxy.start(
                transport,
                Sites.text("", clientTimes, serverTimes, servers.address(), servers.address()))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(request);
        FakeSocket server = servers.accept();
        server.receiveText(1);
        server.receiveThrough("\r\n\r\n");
        ending.play(client, server);
      }
      Sites.assertQuiet(proxy);
      assertThat(proxy.logged()).hasSize(1);
      return proxy.logged().getFirst();
    }
  }

  private static void assertTold(LogLine line, String told, boolean connected, boolean answered) {
    RequestRecord request = Objects.requireNonNull(line.session().request());
    assertThat(Sites.told(line)).isEqualTo(told);
    assertThat(request.headTime()).isNotNull();
    assertThat(line.session().connected() != null).as("Tc").isEqualTo(connected);
    assertThat(request.responseTime() != null).as("Tr").isEqualTo(answered);
  }
}
