package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.Background;
import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What comes together, too early, or beside much else is still told apart. */
class HttpCourseTest {

  private static final int LARGE = 3_000_000;

  @EachTransport
  void responseTogetherWithFin_isWhole(Sockets transport) throws Exception {
    for (String response :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nhello")) {
      try (FakeServer servers =
              Sites.start((server, request) -> {
                server.send(response);
                server.close();
              });
          TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers));
          FakeClient client = FakeClient.connect(proxy.port("in"))) {
        boolean goesOn = response.contains(":");
        for (int i = 0; i < (goesOn ? 3 : 1); i++) {
          client.send(Sites.get("a.test", "/"));
          Message answer = Message.response(client);
          assertThat(answer.text()).as(response).isEqualTo("hello");
          assertThat(answer.fields("connection").contains("close")).isEqualTo(!goesOn);
        }
      }
    }
  }

  @EachTransport
  void largeResponseWithFin_reachesASlowClientWhole(Sockets transport) throws Exception {
    byte[] body = Sites.random(LARGE);
    try (FakeServer servers =
            Sites.start((server, request) -> {
              server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              server.send(Sites.chunked(body, 5_000));
              server.finish();
            });
        TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
      byte[] received = client.receiveAll(32 * 1024, Duration.ofMillis(2)).bytes();
      try (FakeServer echo = FakeServer.start(socket -> socket.send(received));
          FakeClient again = FakeClient.connect(echo.port())) {
        assertThat(Message.response(again).body()).isEqualTo(body);
      }
    }
  }

  @EachTransport
  void answerBeforeTheBodyHasCome_isWhole_andEndsTheConnection(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      byte[] half = Sites.random(100_000);
      client.send(
          "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + 2 * half.length + "\r\n\r\n");
      client.send(half);
      FakeSocket server = servers.accept();
      assertThat(server.receiveThrough("\r\n\r\n")).startsWith("POST / ");
      server.send(Sites.ok("early"));
      Message answer = Message.response(client);
      assertThat(answer.text()).isEqualTo("early");
      assertThat(answer.fields("connection")).containsExactly("close");
      client.send(half);
      assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
      server.receiveAll();
    }
  }

  /** The loop gives each connection a bounded turn, so a stream that never ends delays others. */
  @EachTransport
  void requests_areAnswered_besideABodyThatFillsTheLoop(Sockets transport) throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    byte[] piece = Sites.random(256 * 1024);
    try (FakeServer bulk =
            Sites.start((server, request) -> {
              server.send("HTTP/1.1 200 OK\r\n\r\n");
              while (!enough.get()) {
                server.send(piece);
              }
              server.close();
            });
        FakeServer small = Sites.named("small");
        TestProxy proxy = TestProxy.start(transport, Sites.text(bulk, small));
        FakeClient reader = FakeClient.connect(proxy.port("in"));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      reader.send(Sites.get("a.test", "/"));
      reader.receive(2 * piece.length);
      Background reading = Background.start(() -> readAll(reader, piece.length));
      for (int i = 0; i < 50; i++) {
        client.send(Sites.get("b.test", "/" + i));
        assertThat(Message.response(client).text()).startsWith("small 0 GET /" + i + " ");
      }
      enough.set(true);
      reading.join();
    }
  }

  private static void readAll(FakeClient reader, int most) throws IOException {
    while (reader.skip(most) >= 0) {}
  }
}
