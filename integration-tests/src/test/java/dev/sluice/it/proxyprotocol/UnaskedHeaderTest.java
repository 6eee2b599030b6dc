package dev.sluice.it.proxyprotocol;

import static dev.sluice.it.proxyprotocol.Headers.V1;
import static dev.sluice.it.proxyprotocol.Headers.V2;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that must not say for whom they connect, on a bind where others must. */
class UnaskedHeaderTest {

  private static final String WHY = "PROXY header from an address that must not send one";

  private static String config(String frontend, FakeServer server) {
    return Headers.config("\"10.0.0.0/8\"", frontend, "", server);
  }

  private static void assertRefused(LogLine line) {
    assertThat(line.session().termination()).hasToString("PR");
    assertThat(line.session().why()).contains(WHY);
    assertThat(line.text()).startsWith("127.0.0.1:");
  }

  @EachTransport
  void header_isRefused_howeverItIsCut_whereNothingIsInspected(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.recorder("");
        TestProxy proxy = TestProxy.start(transport, config("", server))) {
      int count = 0;
      for (byte[] header : List.of(V1, V2)) {
        for (int cut : new int[] {1, 5, 6, 11, 12, header.length - 1}) {
          try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
            client.noDelay();
            client.send(header, 0, cut);
            // The server is connected meanwhile, if it is not known yet what this will be.
            if (cut < 6) {
              assertConnected(server, ++count);
            }
            sendIfOpen(client, header, cut);
            assertThat(client.receiveAll().size()).isZero();
          }
        }
      }
      proxy.logged(12).forEach(UnaskedHeaderTest::assertRefused);
      for (int i = 0; i < server.connections(); i++) {
        assertThat(server.received().size()).isZero();
      }
    }
  }

  private static void assertConnected(FakeServer server, int atLeast) {
    await().atMost(FakeSocket.DEADLINE).until(() -> server.connections() >= atLeast);
  }

  private static void sendIfOpen(FakeClient client, byte[] bytes, int from) {
    try {
      client.send(bytes, from, bytes.length - from);
    } catch (IOException alreadyRefused) {
      // As it should be, where the first piece said enough.
    }
  }

  @EachTransport
  void ordinaryBytes_passAsTheyCome(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, config("", server))) {
      for (String text : List.of("hello", "PROXYhello", "P", "\r\n", "PRO", "\r\n\r\n\0\r\nQUIx")) {
        for (int cut = 0; cut < Math.min(2, text.length()); cut++) {
          try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
            client.sendCut(text.getBytes(ISO_8859_1), cut);
            client.finish();
            assertThat(client.receiveAll().text()).isEqualTo(text);
          }
        }
      }
      proxy.logged(10).forEach(line -> assertThat(line.outcome()).isEqualTo("app/s1 --"));
    }
  }

  @EachTransport
  void serverThatSpeaksFirst_isConnectedAtOnce_andTheConversationGoesOn(Sockets transport)
      throws Exception {
    try (FakeServer server = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, config("", server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      try (FakeSocket served = server.accept()) {
        served.send("220 welcome");
        assertThat(client.receiveText(11)).isEqualTo("220 welcome");
        client.send("P");
        served.send("more");
        assertThat(client.receiveText(4)).isEqualTo("more");
        client.send("ASS");
        assertThat(served.receiveText(4)).isEqualTo("PASS");
        client.finish();
        assertThat(served.receiveAll().size()).isZero();
        served.send("bye");
        served.finish();
        assertThat(client.receiveAll().text()).isEqualTo("bye");
      }
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 --");
    }
  }

  /** Else whoever waits long enough between two pieces would get a header through. */
  @EachTransport
  void whoLeavesItOpen_isCutAfterTheInspectTimeout(Sockets transport) throws Exception {
    String hasty = "\"timeouts\": { \"inspect\": \"300ms\" },";
    try (FakeServer server = FakeServer.recorder("");
        TestProxy proxy = TestProxy.start(transport, config(hasty, server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("PROX");
      assertThat(client.receiveAll().size()).isZero();
      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo("app/s1 cR");
      assertThat(line.session().why()).endsWith("PROXY header: timeout");
      assertThat(server.received().size()).isZero();
      proxy.awaitNoSessions();
    }
  }

  @EachTransport
  void header_isRefused_whereRoutesInspect(Sockets transport) throws Exception {
    String route =
        """
        "routes": [ { "match": { "tls": false }, "backend": "app" } ],
        """;
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, config(route, server))) {
      for (byte[] header : List.of(V1, V2)) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(header);
          assertThat(client.receiveAll().size()).isZero();
        }
      }
      proxy.logged(2).forEach(UnaskedHeaderTest::assertRefused);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void whereNobodyMustSendOne_headersAreBytesLikeOthers() throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(Texts.app(server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(V1);
      client.finish();
      assertThat(client.receiveAll().bytes()).isEqualTo(V1);
    }
  }
}
