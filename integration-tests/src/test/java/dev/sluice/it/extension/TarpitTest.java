package dev.sluice.it.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals by filters, at once and after a while, and what the client is told. */
class TarpitTest {

  private static final String ACCESS_DENIED = "\u0015\u0003\u0003\0\u0002\u00021";

  private static String filter(String behaviour) {
    // Shorter than a client is held.
    return "\"timeouts\": { \"inspect\": \"150ms\" }, \"filters\": [ { \"behave\": \"%s\" } ],"
        .formatted(behaviour);
  }

  private static String tls(String behaviour, FakeServer server) {
    return Texts.routed(
        filter(behaviour),
        "{ \"match\": { \"sni\": \"a.test\" }, \"backend\": \"app\" }",
        Texts.backend("app", server));
  }

  private static String http(String behaviour, FakeServer server) {
    return Texts.app(
        "\"mode\": \"http\", \"maxconn\": 8, " + filter(behaviour),
        "\"mode\": \"http\",",
        server.address());
  }

  @ParameterizedTest
  @CsvSource({
    "tarpit,             in/<NOSRV> PT,  false",
    "tarpit-later,       in/<NOSRV> PT,  false",
    "route-tarpit,       app/<NOSRV> PT, true",
    "route-tarpit-later, app/<NOSRV> PT, true",
    "route-deny,         app/<NOSRV> PR, true",
    "deny,               in/<NOSRV> PR,  false"
  })
  void session_isHeldLongerThanInspect_thenToldAsItSpeaks(
      String behaviour, String outcome, boolean alert) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(tls(behaviour, server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(SampleHello.bytes("a.test"));

      assertThat(client.receiveAll().text()).isEqualTo(alert ? ACCESS_DENIED : "");
      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo(outcome);
      if (outcome.endsWith("PT")) {
        assertThat(line.session().total()).isGreaterThanOrEqualTo(Duration.ofMillis(400));
      }
      assertThat(server.connections()).isZero();
      proxy.awaitNoSessions();
    }
  }

  @EachTransport
  void requestHeld_isAnsweredAfterwards_andItsConnectionEnds(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, http("request-tarpit", server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\nGET /next HTTP/1.1\r\n");

      String answer = client.receiveAll().text();
      assertThat(answer)
          .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
          .contains("\r\nRetry-After: 7\r\n", "\r\nConnection: close\r\n");
      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo("in/<NOSRV> PT");
      assertThat(line.session().total()).isGreaterThanOrEqualTo(Duration.ofMillis(400));
      proxy.awaitNoSessions();
      assertThat(proxy.logged()).hasSize(1);
    }
  }

  @EachTransport
  void clientThatLeavesWhileItIsHeld_isLetGoAtOnce(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, tls("tarpit-for-long", server))) {
      for (boolean cut : new boolean[] {true, false}) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send("x");
          await().until(() -> proxy.proxy().sessions() == 1);
          if (cut) {
            client.reset();
          }
        }
        proxy.awaitNoSessions();
      }
      assertThat(proxy.logged())
          .extracting(LogLine::outcome)
          .containsExactly("in/<NOSRV> PT", "in/<NOSRV> PT");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestOfAClientThatLeaves_isLetGoAtOnce(boolean cut) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(http("request-tarpit-for-long", server))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        await().until(() -> proxy.proxy().sessions() == 1);
        if (cut) {
          client.reset();
        }
      }
      proxy.awaitNoSessions();
      // It may have been cut before it was read.
      assertThat(proxy.logged(1).getFirst().outcome()).matches("in/<NOSRV> (PT|CR)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tarpit-for-long", "request-tarpit-for-long"})
  void clientsBeyondAQuarterOfMaxconn_areRefusedAtOnce_andPlacesComeFreeAgain(String behaviour)
      throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(http(behaviour, server))) {
      List<FakeClient> held = new ArrayList<>();
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 2; i++) {
          held.add(request(proxy));
        }
        int sessions = proxy.proxy().sessions();
        assertThat(sessions).isLessThanOrEqualTo(2);
        await().until(() -> proxy.proxy().sessions() == 2);
        // One of the two may yet be on its way: it is this one's place that is refused then.
        long refused = refusals(proxy);
        while (refusals(proxy) == refused) {
          try (FakeClient third = request(proxy)) {
            third.finish();
            third.receiveAll();
          }
        }
        for (FakeClient each : held) {
          each.close();
        }
        held.clear();
        proxy.awaitNoSessions();
      }
    }
  }

  private static FakeClient request(TestProxy proxy) throws Exception {
    FakeClient client = FakeClient.connect(proxy.port("in"));
    client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
    return client;
  }

  private static long refusals(TestProxy proxy) {
    return proxy.logged().stream().filter(line -> line.outcome().endsWith("PR")).count();
  }

  @EachTransport
  void flood_ofAClientThatIsHeld_isNotRead(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, tls("tarpit-for-long", server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      long taken = client.sendUntilHeldUp(new byte[64 * 1024], Duration.ofMillis(500), 64 << 20);

      // What the kernels on both sides hold, and a window of ours.
      assertThat(taken).isLessThan(64 << 20);
    }
  }
}
