package dev.sluice.plugin.health.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.plugin.health.Prober;
import dev.sluice.plugin.health.Target;
import dev.sluice.plugin.health.TlsServer;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.Received;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCheckTest {

  private static final Duration SHORT = Duration.ofMillis(400);
  private final HttpFactory http = new HttpFactory();
  private final Prober prober = new Prober();

  @AfterEach
  void close() {
    prober.close();
  }

  private static FakeServer answering(String answer) throws Exception {
    return FakeServer.start(client -> {
      client.receiveThrough("\r\n\r\n");
      client.send(answer.replace("|", "\r\n"));
    });
  }

  private String found(String settings, String answer) throws Exception {
    try (FakeServer server = answering(answer)) {
      return prober.found(http, settings, Prober.target(server)).detail();
    }
  }

  private String failure(String settings, String answer) throws Exception {
    try (FakeServer server = answering(answer)) {
      return prober.failure(http, settings, server);
    }
  }

  @Test
  void request_isAsTheSettingsSay() throws Exception {
    try (FakeServer server = FakeServer.recorder("")) {
      String settings =
          """
          {"method": "GET", "path": "/health?all=1", "host": "shop.example",
           "headers": {"X-Probe": "sluice"}}
          """;
      Target plain = Prober.target(server);
      Target target = new Target(plain.address(), "PROXY UNKNOWN\r\n", List.of());
      assertThat(prober.failure(http, settings, target, SHORT)).startsWith("no response");
      assertThat(server.received().text())
          .isEqualTo(
              ("PROXY UNKNOWN|GET /health?all=1 HTTP/1.1|Host: shop.example|"
                      + "Connection: close|X-Probe: sluice||")
                  .replace("|", "\r\n"));
    }
  }

  @Test
  void request_withoutSettings_isAsHaproxySendsIt_withAHost() throws Exception {
    try (FakeServer server = FakeServer.recorder("")) {
      prober.failure(http, "{}", Prober.target(server), SHORT);
      assertThat(server.received().text())
          .isEqualTo(
              "OPTIONS / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
                  .formatted(server.port()));
      prober.failure(http, "{}", Prober.named(Prober.target(server), "a.example"), SHORT);
      assertThat(server.received().text()).contains("\r\nHost: a.example\r\n");
    }
  }

  // Checks run once the name is resolved; the address then still carries it, but for
  // isUnresolved().
  @Test
  void serverByName_isAskedByThatName() throws Exception {
    try (FakeServer server = FakeServer.recorder("")) {
      prober.failure(http, "{}", Prober.resolved("app.internal", server.port()), SHORT);
      assertThat(server.received().text())
          .contains("\r\nHost: app.internal:%d\r\n".formatted(server.port()));
    }
  }

  // A connection that is closed while something is unread is reset, an error in logs of servers.
  @Test
  void response_isReadToItsEnd_soThatNothingIsReset() throws Exception {
    for (String settings : List.of("{}", "{\"method\": \"GET\", \"body\": \"^x\"}")) {
      CompletableFuture<Received.Ending> ending = new CompletableFuture<>();
      try (FakeServer server =
          FakeServer.start(client -> {
            client.receiveThrough("\r\n\r\n");
            try {
              client.send("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
              for (int i = 0; i < 60; i++) {
                client.send("x".repeat(1000));
              }
              ending.complete(client.receiveAll().ending());
            } catch (IOException e) {
              ending.completeExceptionally(e);
            }
          })) {
        assertThat(prober.found(http, settings, Prober.target(server)).detail())
            .isEqualTo("status 200");
        assertThat(ending.get(15, TimeUnit.SECONDS)).isEqualTo(Received.Ending.FIN);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"method\": \"GET\", \"body\": \"fine\"}"})
  void responseThatDoesNotEnd_passes_whenTheTimeIsUp(String settings) throws Exception {
    try (FakeServer server =
        FakeServer.start(client -> {
          client.receiveThrough("\r\n\r\n");
          client.send("HTTP/1.1 200 OK\r\n\r\nfine");
          client.receiveAll();
        })) {
      assertThat(prober.found(http, settings, Prober.target(server), SHORT).detail())
          .isEqualTo("status 200");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"method\": \"GET\", \"body\": \"fine\"}"})
  void responseWithoutEnd_isReadToALimit(String settings) throws Exception {
    try (FakeServer server =
        FakeServer.start(client -> {
          client.receiveThrough("\r\n\r\n");
          client.send("HTTP/1.1 200 OK\r\n\r\nfine");
          while (true) {
            client.send("x".repeat(10_000));
          }
        })) {
      assertThat(prober.found(http, settings, Prober.target(server)).detail())
          .isEqualTo("status 200");
    }
  }

  @Test
  void expectedStatus_passes() throws Exception {
    assertThat(found("{}", "HTTP/1.1 204 No Content||")).isEqualTo("status 204");
    assertThat(found("{}", "HTTP/1.0 399||")).isEqualTo("status 399");
    assertThat(found("{\"status\": [\"200\", \"500-503\"]}", "HTTP/1.1 502 Bad||"))
        .isEqualTo("status 502");
    assertThat(found("{}", "HTTP/1.1 103 Early Hints|Link: </a>||HTTP/1.1 200 OK||"))
        .isEqualTo("status 200");
  }

  @Test
  void otherStatus_fails() throws Exception {
    assertThat(failure("{}", "HTTP/1.1 503 Unavailable||"))
        .isEqualTo("status 503 (expected 200-399)");
    assertThat(failure("{\"status\": [\"200\", \"204\"]}", "HTTP/1.1 301 Moved||"))
        .isEqualTo("status 301 (expected 200, 204)");
  }

  @ParameterizedTest
  @CsvSource({
    "'SSH-2.0-OpenSSH_9.2|', 'no HTTP/1: ''SSH-2.0-OpenSSH_9.2\\x0d\\x0a'''",
    "'HTTP/2.0 200 OK||', 'no HTTP/1: ''HTTP/2.0 200 OK\\x0d\\x0a\\x0d\\x0a'''",
    "'HTTP/1.1 abc OK||', 'no status line: ''HTTP/1.1 abc OK\\x0d\\x0a\\x0d\\x0a'''",
    "'HTTP/1.1 200 OK|X: y', closed in the head",
    "'', closed without a byte",
  })
  void otherProtocol_fails(String answer, String reason) throws Exception {
    assertThat(failure("{}", answer)).isEqualTo(reason);
  }

  @Test
  void headWithoutEnd_fails() throws Exception {
    assertThat(failure("{}", "HTTP/1.1 200 OK|X: " + "y".repeat(20_000)))
        .isEqualTo("a response head of more than 16k");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK|Content-Length: 11||all is fine",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||6;a=b|all is|5| fine|0||",
        "HTTP/1.1 200 OK||all is fine",
      })
  void body_isSearched(String answer) throws Exception {
    assertThat(found("{\"method\": \"GET\", \"body\": \"is f.ne$\"}", answer))
        .isEqualTo("status 200");
    assertThat(failure("{\"method\": \"GET\", \"body\": \"^is fine\"}", answer))
        .isEqualTo("status 200, but the body does not match ^is fine");
  }

  @Test
  void body_isSearchedToItsLimit() throws Exception {
    String body = "HTTP/1.1 200 OK||" + "x".repeat(70_000) + "end";
    assertThat(failure("{\"method\": \"GET\", \"body\": \"end\"}", body))
        .isEqualTo("status 200, but the first 64k of the body do not match end");
    assertThat(
            failure(
                "{\"method\": \"GET\", \"body\": \"fine\"}",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||zz|fine|0||"))
        .isEqualTo("status 200, but the body is malformed");
  }

  @Test
  void silentServer_fails() throws Exception {
    try (FakeServer server = FakeServer.start(client -> client.receiveAll())) {
      assertThat(prober.failure(http, "{}", Prober.target(server), SHORT))
          .isEqualTo("no response within 400 ms");
    }
  }

  @Test
  void serverThatDrips_fails() throws Exception {
    try (FakeServer server =
        FakeServer.start(client -> {
          client.send("HTTP/1.1 200 OK\r\nX: ");
          for (int i = 0; i < 10_000; i++) {
            client.send("y");
            LockSupport.parkNanos(2_000_000);
          }
        })) {
      assertThat(prober.failure(http, "{}", Prober.target(server), SHORT))
          .isEqualTo("no end of the response head within 400 ms");
    }
  }

  @Test
  void inTls_isAskedInTls() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";
    try (TlsServer server = TlsServer.start(Duration.ofDays(30), answer, List.of("a.example"))) {
      String settings = "{\"method\": \"GET\", \"body\": \"fine\", \"tls\": true}";
      var found = prober.found(http, settings, Prober.target(server.port()));
      assertThat(found.detail()).isEqualTo("status 200");
      assertThat(found.certificate()).isNotNull();
      assertThat(
              prober.failure(
                  http,
                  "{\"tls\": true, \"status\": \"404\"}",
                  Prober.target(server.port()),
                  Duration.ofSeconds(10)))
          .isEqualTo("status 200 (expected 404)");
    }
    try (FakeServer server = answering("HTTP/1.1 200 OK||")) {
      assertThat(prober.failure(http, "{\"tls\": true}", Prober.target(server), SHORT))
          .isEqualTo("no end of the TLS handshake within 400 ms");
    }
  }
}
