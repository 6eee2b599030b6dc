package dev.sluice.it.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.Verdict;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Reload;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that answer at once, late, wrongly or never. */
class FilterTest {

  @ParameterizedTest
  @ValueSource(strings = {"allow", "allow-later", "route-allow", "route-allow-later"})
  void filterThatAllows_letsTheSessionGoOn_andIsToldItsEndOnce(String behaviour) throws Exception {
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy = TestProxy.start(text(behaviour, "5s", server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("question");
      client.finish();

      assertThat(client.receiveAll().text()).isEqualTo("answer");
      assertThat(server.received().text()).isEqualTo("question");
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 --");
      proxy.awaitNoSessions();
      assertThat(closed(behaviour)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny", "deny-later", "fail", "throw", "never",
        "route-deny", "route-deny-later", "route-fail", "route-throw", "route-never"
      })
  void filterThatDoesNotAllow_endsTheSession_beforeAServerIsTried(String behaviour)
      throws Exception {
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy = TestProxy.start(text(behaviour, "300ms", server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("question");

      assertThat(client.receiveAll().size()).isZero();
      LogLine line = proxy.logged(1).getFirst();
      boolean failed = behaviour.endsWith("fail") || behaviour.endsWith("throw");
      assertThat(line.outcome()).matches("(in|app)/<NOSRV> " + (failed ? "IR" : "PR"));
      proxy.awaitNoSessions();
      assertThat(server.connections()).isZero();
      assertThat(closed(behaviour)).isEqualTo(behaviour.startsWith("route-") ? 1 : 0);
    }
  }

  @Test
  void clientThatEndsWhileAFilterIsAsked_isRefusedWithoutWaiting() throws Exception {
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy =
            TestProxy.start(
                Sockets.best(),
                Texts.routed(
                    "\"filters\": [ { \"behave\": \"allow-later\" } ],",
                    "{ \"match\": { \"sni\": \"a.test\" }, \"backend\": \"app\" }",
                    Texts.backend("app", server)));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(SampleHello.bytes("a.test"), 0, 20);
      client.finish();

      client.receiveAll();
      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo("in/<NOSRV> CR");
      assertThat(line.session().total().toMillis()).isLessThan(3000);
    }
  }

  @Test
  void clientThatIsCutWhileAFilterIsAsked_endsTheSession() throws Exception {
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy = TestProxy.start(text("never", "1m", server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("x");
      client.reset();

      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("in/<NOSRV> CR");
      proxy.awaitNoSessions();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold", "route-hold"})
  void answerAfterTheTimeout_changesNothing_butIsToldTheEnd(String behaviour) throws Exception {
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy = TestProxy.start(text(behaviour, "200ms", server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("question");
      assertThat(client.receiveAll().size()).isZero();
      proxy.awaitNoSessions();

      Promise<Verdict> late = held(behaviour);
      late.complete(Verdict.allow());
      assertThat(late.tryComplete(Verdict.allow())).isFalse();
      await().until(() -> closedSoFar(behaviour) == 1);
      assertThat(server.connections()).isZero();
      assertThat(proxy.logged()).hasSize(1);
      assertThat(closed(behaviour)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold", "route-hold"})
  void answerAfterAReload_letsTheSessionGoOn_asItBegan(String behaviour) throws Exception {
    try (FakeServer old = FakeServer.recorder("old");
        FakeServer latest = FakeServer.recorder("latest");
        TestProxy proxy = TestProxy.start(text(behaviour, "1m", old));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("question");
      client.finish();
      await().until(() -> TestExtensions.HELD.containsKey(behaviour));
      assertThat(proxy.reload(text("allow", "1m", latest))).isInstanceOf(Reload.Accepted.class);

      held(behaviour).complete(Verdict.allow());

      assertThat(client.receiveAll().text()).isEqualTo("old");
      assertThat(proxy.logged(1).getFirst().session().generation()).isEqualTo(1);
      await().until(() -> closed(behaviour) == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold", "route-hold"})
  void answerAfterTheGenerationHasGone_isHarmless(String behaviour) throws Exception {
    try (FakeServer old = FakeServer.recorder("old");
        FakeServer latest = FakeServer.recorder("latest");
        TestProxy proxy = TestProxy.start(text(behaviour, "1m", old))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send("question");
        await().until(() -> TestExtensions.HELD.containsKey(behaviour));
        client.reset();
      }
      proxy.awaitNoSessions();
      assertThat(proxy.reload(text("allow", "1m", latest))).isInstanceOf(Reload.Accepted.class);

      held(behaviour).complete(Verdict.allow());

      await().until(() -> closedSoFar(behaviour) == 1);
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send("question");
        client.finish();
        assertThat(client.receiveAll().text()).isEqualTo("latest");
      }
      assertThat(old.connections()).isZero();
      assertThat(closed(behaviour)).isEqualTo(1);
    }
  }

  /** In mode http: what the client is told, and whether the server heard of the request. */
  @ParameterizedTest
  @CsvSource({
    "request-too-many,       HTTP/1.1 429 Too Many Requests,     0",
    "request-too-many-later, HTTP/1.1 429 Too Many Requests,     0",
    "route-too-many,         HTTP/1.1 429 Too Many Requests,     0",
    "request-deny,           HTTP/1.1 403 Forbidden,             0",
    "request-throw,          HTTP/1.1 500 Internal Server Error, 0",
    "request-fail,           HTTP/1.1 500 Internal Server Error, 0",
    "request-never,          HTTP/1.1 503 Service Unavailable,   0",
    "request-allow-later,    HTTP/1.1 204 No Content,            1",
    "edit-request-throw,     HTTP/1.1 500 Internal Server Error, 0",
    "edit-request-large,     HTTP/1.1 431 Request Header Fields Too Large, 1",
    "edit-response-throw,    HTTP/1.1 500 Internal Server Error, 1",
    "edit-response-large,    HTTP/1.1 502 Bad Gateway,           1",
    "edit-response-host,     HTTP/1.1 500 Internal Server Error, 1",
  })
  void request_thatAFilterRefusesOrCannotEdit_isAnswered(
      String behaviour, String line, int connections) throws Exception {
    try (FakeServer server =
            FakeServer.start(client -> {
              if (!client.receiveThrough("\r\n\r\n").isEmpty()) {
                client.send("HTTP/1.1 204 No Content\r\n\r\n");
              }
            });
        TestProxy proxy = TestProxy.start(http(behaviour, server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");

      String head = client.receiveThrough("\r\n\r\n");
      assertThat(head).startsWith(line + "\r\n");
      assertThat(head.contains("\r\nRetry-After: 7\r\n")).isEqualTo(line.contains("429"));
      LogLine logged = proxy.logged(1).getFirst();
      assertThat(logged.session().request()).isNotNull();
      // What is no fault of an extension is not told as one.
      assertThat(logged.session().termination().cause() == 'I').isEqualTo(line.contains("500"));
      // The server may hear of a connection later than the client of its answer.
      await().untilAsserted(() -> assertThat(server.connections()).isEqualTo(connections));
    }
  }

  // The buffer overflowed, and the connection was closed without an answer.
  @ParameterizedTest
  @ValueSource(strings = {"edit-request-fills", "edit-response-fills"})
  void smallBody_behindAHeadThatLeavesNoRoomForIt_isMovedByItself(String behaviour)
      throws Exception {
    String body = "b".repeat(16_000);
    String length = "Content-Length: " + body.length() + "\r\n\r\n";
    try (FakeServer server =
            FakeServer.start(client -> {
              client.receiveThrough("\r\n\r\n");
              client.send("HTTP/1.1 200 OK\r\n" + length + client.receiveText(body.length()));
            });
        TestProxy proxy = TestProxy.start(http(behaviour, server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("POST / HTTP/1.1\r\nHost: a.test\r\n" + length + body);

      assertThat(client.receiveThrough("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(client.receiveText(body.length())).isEqualTo(body);
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 --");
    }
  }

  /** Without requests there is nobody to tell a status. */
  @Test
  void answerToASession_isARefusal() throws Exception {
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy = TestProxy.start(text("route-too-many", "5s", server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("question");
      assertThat(client.receiveAll().size()).isZero();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/<NOSRV> PR");
    }
  }

  private static String http(String behaviour, FakeServer server) {
    return text(behaviour, "300ms", server)
        .replace("\"timeouts\"", "\"mode\": \"http\", \"timeouts\"")
        .replace("\"app\": {", "\"app\": { \"mode\": \"http\",");
  }

  private static Promise<Verdict> held(String behaviour) {
    return Objects.requireNonNull(TestExtensions.HELD.remove(behaviour));
  }

  private static int closedSoFar(String behaviour) {
    AtomicInteger closed = TestExtensions.CLOSED.get(behaviour);
    return closed == null ? 0 : closed.get();
  }

  private static int closed(String behaviour) {
    AtomicInteger closed = TestExtensions.CLOSED.remove(behaviour);
    return closed == null ? 0 : closed.get();
  }

  private static String text(String behaviour, String inspect, FakeServer server) {
    return Texts.app(
        """
        "timeouts": { "inspect": "%s" },
        "filters": [ { "behave": { "text": "%s", "id": "%s" } } ],
        """
            .formatted(inspect, behaviour, behaviour),
        "",
        server.address());
  }
}
