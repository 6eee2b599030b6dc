package dev.sluice.it.proxyprotocol;

import static dev.sluice.it.proxyprotocol.Headers.V1;
import static dev.sluice.it.proxyprotocol.Headers.V2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.TestProxy;
import java.util.List;

/** The same in mode http. */
class HttpProxyHeaderTest {

  private static final String HTTP =
      "\"mode\": \"http\", \"forwarded-for\": { \"port\": true, \"forwarded\": true },";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

  private static String config(String from, FakeServer server) {
    return Headers.config(from, HTTP, "\"mode\": \"http\",", server);
  }

  /** Answers each request with its head. */
  private static FakeServer mirror() throws Exception {
    return FakeServer.start(client -> {
      for (String head = client.receiveThrough("\r\n\r\n");
          !head.isEmpty();
          head = client.receiveThrough("\r\n\r\n")) {
        client.send("HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
      }
    });
  }

  @EachTransport
  void everyRequestOfTheConnection_isOfTheClientThatTheHeaderTells(Sockets transport)
      throws Exception {
    try (FakeServer server = mirror();
        TestProxy proxy = TestProxy.start(transport, config("\"127.0.0.1\"", server))) {
      for (byte[] header : List.of(V1, V2)) {
        for (int cut : new int[] {0, 1, header.length - 1, header.length, header.length + 5}) {
          try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
            client.sendCut(Headers.join(header, GET), cut);
            assertTold(client);
            client.send(GET);
            assertTold(client);
          }
        }
      }
      assertThat(proxy.logged(20))
          .allSatisfy(line -> {
            assertThat(line.outcome()).isEqualTo("app/s1 --");
            assertThat(line.text()).startsWith("192.0.2.7:56324 ");
          });
    }
  }

  private static void assertTold(FakeClient client) throws Exception {
    client.receiveThrough("\r\n\r\n");
    assertThat(client.receiveThrough("\r\n\r\n").lines())
        .contains("X-Forwarded-For: 192.0.2.7", "X-Forwarded-Port: 443")
        .anySatisfy(line -> assertThat(line).startsWith("Forwarded: for=192.0.2.7"));
  }

  @EachTransport
  void badHeader_isNotAnswered(Sockets transport) throws Exception {
    try (FakeServer server = mirror();
        TestProxy proxy = TestProxy.start(transport, config("\"127.0.0.1\"", server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(GET);
      assertThat(client.receiveAll().size()).isZero();
      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo("in/<NOSRV> PR");
      assertThat(line.session().why()).isEqualTo("PROXY header: no PROXY header@gen1");
      assertThat(server.connections()).isZero();
    }
  }

  @EachTransport
  void headerOfAStranger_isABadRequest_andTheLogSaysWhy(Sockets transport) throws Exception {
    try (FakeServer server = mirror();
        TestProxy proxy = TestProxy.start(transport, config("\"10.0.0.0/8\"", server))) {
      for (byte[] header : List.of(V1, V2, Headers.binary("20 00 0000"))) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(Headers.join(header, GET));
          assertThat(client.receiveAll().text()).startsWith("HTTP/1.1 400 ");
        }
      }
      assertThat(proxy.logged(3))
          .allSatisfy(line -> {
            assertThat(line.outcome()).isEqualTo("in/<NOSRV> PR");
            assertThat(line.session().why())
                .isEqualTo("PROXY header from an address that must not send one@gen1");
          });
      assertThat(server.connections()).isZero();
    }
  }
}
