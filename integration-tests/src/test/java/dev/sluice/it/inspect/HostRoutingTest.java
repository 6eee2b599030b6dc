package dev.sluice.it.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Routing by the head of the first request, and the answers to heads that cannot be routed. */
class HostRoutingTest {

  private static final String ROUTES =
      """
      { "match": { "host": "a.test" }, "backend": "A" },
      { "match": { "path": "/api/*", "method": "POST", "header": { "x-b": "1" } }, "backend": "B" }
      """;

  @EachTransport
  void requests_areRoutedByHostPathMethodAndHeader(Sockets transport) throws Exception {
    try (FakeServer a = FakeServer.recorder("A");
        FakeServer b = FakeServer.recorder("B");
        TestProxy proxy = TestProxy.start(transport, text("5s", a, b))) {
      assertRouted(proxy, a, "A", "GET / HTTP/1.1\r\nHost: A.test:8080\r\n\r\n");
      assertRouted(proxy, a, "A", "POST /x HTTP/1.1\r\nHost: a.test.\r\nA: b\r\n\r\nbody");
      assertRouted(proxy, b, "B", "POST /api/y HTTP/1.1\r\nHost: z.test\r\nX-B: 1\r\n\r\n");
      assertThat(proxy.logged(3))
          .extracting(line -> line.session().host())
          .containsExactlyInAnyOrder("a.test", "a.test", "z.test");
    }
  }

  @EachTransport
  void requestsThatCannotBeRouted_getAnAnswer_andReachNobody(Sockets transport) throws Exception {
    Map<String, String> requests = new LinkedHashMap<>();
    requests.put("GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n", "404");
    requests.put("GET / HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n", "400");
    requests.put("GET / HTTP/1.1\nHost: a.test\n\n", "400");
    requests.put("GET /" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: a.test\r\n\r\n", "414");
    requests.put("GET / HTTP/1.1\r\nHost: a.test\r\nX: " + "x".repeat(70_000) + "\r\n\r\n", "431");
    requests.put("GET / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: gzip\r\n\r\n", "501");
    requests.put("GET / HTTP/2.0\r\nHost: a.test\r\n\r\n", "505");
    requests.put("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n", "405");
    try (FakeServer a = FakeServer.recorder("A");
        FakeServer b = FakeServer.recorder("B");
        TestProxy proxy = TestProxy.start(transport, text("5s", a, b))) {
      for (Map.Entry<String, String> each : requests.entrySet()) {
        int lines = proxy.logged().size();
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(each.getKey());
          assertThat(client.receiveAll().text())
              .as(each.getKey().substring(0, 20))
              .startsWith("HTTP/1.1 " + each.getValue() + " ")
              .contains("Connection: close");
        }
        assertThat(proxy.logged(lines + 1).getLast().outcome()).isEqualTo("in/<NOSRV> PR");
      }
      assertThat(a.connections() + b.connections()).isZero();
      proxy.awaitNoSessions();
    }
  }

  @EachTransport
  void requestThatTakesTooLong_gets408(Sockets transport) throws Exception {
    try (FakeServer a = FakeServer.recorder("A");
        FakeServer b = FakeServer.recorder("B");
        TestProxy proxy = TestProxy.start(transport, text("200ms", a, b));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("GET / HTTP/1.1\r\nHost: ");

      assertThat(client.receiveAll().text()).startsWith("HTTP/1.1 408 ");
      client.finish();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("in/<NOSRV> cR");
    }
  }

  @EachTransport
  void tls_onAnHttpPort_getsAnAlert(Sockets transport) throws Exception {
    try (FakeServer a = FakeServer.recorder("A");
        FakeServer b = FakeServer.recorder("B");
        TestProxy proxy = TestProxy.start(transport, text("5s", a, b));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(SampleHello.bytes("a.test"));

      Received answer = client.receiveAll();
      assertThat(HexFormat.of().formatHex(answer.bytes())).isEqualTo("15030300020228");
      client.finish();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("in/<NOSRV> PR");
    }
  }

  private static String text(String inspect, FakeServer a, FakeServer b) {
    return Texts.routed(
        "\"timeouts\": { \"inspect\": \"%s\" },".formatted(inspect),
        ROUTES,
        Texts.backend("A", a),
        Texts.backend("B", b));
  }

  private static void assertRouted(TestProxy proxy, FakeServer server, String word, String request)
      throws Exception {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(request);
      client.finish();
      assertThat(client.receiveAll().text()).isEqualTo(word);
    }
    assertThat(server.received().text()).isEqualTo(request);
  }
}
