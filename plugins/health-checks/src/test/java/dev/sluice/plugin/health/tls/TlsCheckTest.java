package dev.sluice.plugin.health.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.CheckResult;
import dev.sluice.plugin.health.Prober;
import dev.sluice.plugin.health.Target;
import dev.sluice.plugin.health.TlsServer;
import dev.sluice.testkit.FakeServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsCheckTest {

  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration DAYS = Duration.ofDays(30);

  /** Fatal, handshake_failure. */
  private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 40};

  private final TlsFactory tls = new TlsFactory();
  private final Prober prober = new Prober();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    prober.close();
  }

  @Test
  void handshake_passes_andTellsWhatIsServed() throws Exception {
    List<String> names = List.of("a.example", "b.example");
    try (TlsServer server = TlsServer.start(DAYS, "", names, "h2", "http/1.1")) {
      CheckResult found = prober.found(tls, "{}", Prober.target(server.port()));

      assertThat(found.detail()).isEqualTo("TLSv1.3, h2");
      var certificate = Objects.requireNonNull(found.certificate());
      assertThat(certificate.names()).containsExactly("a.example", "b.example");
      assertThat(certificate.notAfter()).isEqualTo(server.expires());
      assertThat(certificate.alpn()).isEqualTo("h2");
    }
  }

  // Java does not look at the dates of a certificate that is trusted itself.
  @Test
  void expiredCertificate_isToldOf_andFailsOnlyVerification() throws Exception {
    try (TlsServer server = TlsServer.start(Duration.ofDays(-1), "", List.of("a.example"))) {
      CheckResult found = prober.found(tls, "{\"alpn\": []}", Prober.target(server.port()));
      assertThat(Objects.requireNonNull(found.certificate()).notAfter())
          .isEqualTo(server.expires());

      assertThat(
              prober.failure(tls, verify("a.example", server), Prober.target(server.port()), DAYS))
          .startsWith("TLS: the certificate has expired: ");
    }
  }

  @Test
  void verification_wantsNameAndIssuer() throws Exception {
    try (TlsServer server = TlsServer.start(DAYS, "", List.of("a.example"));
        TlsServer other = TlsServer.start(DAYS, "", List.of("a.example"))) {
      Target target = Prober.target(server.port());
      assertThat(prober.found(tls, verify("a.example", server), target).certificate()).isNotNull();
      String file = server.certificate(folder).toString();
      String unnamed = "{\"verify\": true, \"ca-file\": \"" + file + "\"}";
      Target named = Prober.named(target, "a.example");
      assertThat(prober.found(tls, unnamed, named).certificate()).isNotNull();

      assertThat(prober.failure(tls, verify("b.example", server), target, DAYS))
          .startsWith("TLS: ")
          .contains("b.example");
      assertThat(prober.failure(tls, verify("a.example", other), target, DAYS)).startsWith("TLS: ");
      assertThat(prober.failure(tls, "{\"verify\": true, \"sni\": \"a.example\"}", target, DAYS))
          .startsWith("TLS: ");
    }
  }

  // Checks run once the name is resolved; the address then still carries it, but for
  // isUnresolved().
  @Test
  void serverByName_isVerifiedByThatName() throws Exception {
    try (TlsServer server = TlsServer.start(DAYS, "", List.of("app.internal"))) {
      String file = server.certificate(folder).toString();
      String unnamed = "{\"verify\": true, \"ca-file\": \"" + file + "\"}";
      Target target = Prober.resolved("app.internal", server.port());
      assertThat(prober.make(tls, unnamed).neverPasses(target)).isNull();
      assertThat(prober.found(tls, unnamed, target).certificate()).isNotNull();
      assertThat(prober.failure(tls, unnamed, Prober.resolved("b.internal", server.port()), DAYS))
          .startsWith("TLS: ")
          .contains("b.internal");
    }
  }

  // Where the handshake did not get as far as to a byte of the server, there was none to look at,
  // and the exception hid why.
  @Test
  void handshakeThatCannotBegin_tellsWhy() throws Exception {
    String protocol = "\"" + "x".repeat(255) + "\"";
    String alpn = "{\"alpn\": [" + (protocol + ", ").repeat(299) + protocol + "]}";
    try (FakeServer server = FakeServer.start(client -> client.receiveAll())) {
      assertThat(prober.failure(tls, alpn, server)).startsWith("TLS: ").contains("protocol");
    }
  }

  private String verify(String name, TlsServer authority) throws Exception {
    return "{\"verify\": true, \"sni\": \"%s\", \"ca-file\": \"%s\"}"
        .formatted(name, authority.certificate(folder));
  }

  // A check that resumed the session of the one before saw the certificate of before.
  @Test
  void everyProbe_seesTheCertificateAnew() throws Exception {
    try (TlsServer server = TlsServer.start(DAYS, "", List.of("a.example"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(prober.found(tls, "{}", Prober.target(server.port())).certificate()).isNotNull();
      }
    }
  }

  @Test
  void alert_isAlive_butNotVerified() throws Exception {
    try (FakeServer server =
        FakeServer.start(client -> {
          client.send(ALERT);
          client.receiveAll();
        })) {
      CheckResult found = prober.found(tls, "{}", Prober.target(server));
      assertThat(found.detail()).contains("answered in TLS", "handshake_failure");
      assertThat(found.certificate()).isNull();

      assertThat(prober.failure(tls, "{\"verify\": true, \"sni\": \"a.example\"}", server))
          .contains("handshake_failure");
    }
  }

  @Test
  void opening_comesBeforeTheHello() throws Exception {
    try (FakeServer server =
        FakeServer.start(client -> {
          String first = client.receiveText(15);
          client.send(first.equals("PROXY UNKNOWN\r\n") ? ALERT : new byte[] {'?'});
          client.receiveAll();
        })) {
      Target plain = Prober.target(server);
      Target target = new Target(plain.address(), "PROXY UNKNOWN\r\n", List.of());
      assertThat(prober.found(tls, "{}", target).detail()).contains("answered in TLS");
    }
  }

  @Test
  void otherProtocol_fails() throws Exception {
    try (FakeServer server = FakeServer.token("220 ready\r\n")) {
      assertThat(prober.failure(tls, "{}", server)).isEqualTo("no TLS: '220 ready\\x0d\\x0a'");
    }
    try (FakeServer echo = FakeServer.echo()) {
      assertThat(prober.failure(tls, "{}", echo)).startsWith("TLS: ");
    }
  }

  @Test
  void closedConnection_fails() throws Exception {
    try (FakeServer server = FakeServer.start(client -> client.receive(1))) {
      assertThat(prober.failure(tls, "{}", server))
          .containsAnyOf("closed without a byte", "connection reset");
    }
    try (FakeServer server =
        FakeServer.start(client -> {
          client.receive(1);
          client.reset();
        })) {
      assertThat(prober.failure(tls, "{}", server))
          .containsAnyOf("connection reset", "closed without a byte");
    }
  }

  @Test
  void silentServer_fails() throws Exception {
    try (FakeServer server = FakeServer.start(client -> client.receiveAll())) {
      assertThat(prober.failure(tls, "{}", Prober.target(server), SHORT))
          .isEqualTo("no end of the TLS handshake within 400 ms");
    }
  }

  // HAProxy's ssl-hello-chk is content with the first bytes.
  @Test
  void serverThatDripsItsHello_fails() throws Exception {
    try (FakeServer server =
        FakeServer.start(client -> {
          byte[] hello = {0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, (byte) 0xfc, 3, 3};
          for (int i = 0; i < 10_000; i++) {
            client.send(new byte[] {i < hello.length ? hello[i] : 0});
            LockSupport.parkNanos(2_000_000);
          }
        })) {
      assertThat(prober.failure(tls, "{}", Prober.target(server), SHORT))
          .isEqualTo("no end of the TLS handshake within 400 ms");
    }
  }

  @Test
  void verification_withoutAName_neverPasses() throws Exception {
    var check = prober.make(tls, "{\"verify\": true}");
    Target bare = Prober.target(443);
    assertThat(check.neverPasses(bare))
        .startsWith("has no name to verify the certificate for")
        .contains("expected \"sni\"");
    assertThat(check.neverPasses(Prober.named(bare, "a.example"))).isNull();
    assertThat(
            check.neverPasses(
                Prober.target(InetSocketAddress.createUnresolved("app.internal", 443))))
        .isNull();
    InetSocketAddress service = InetSocketAddress.createUnresolved("_app._tcp.internal", 0);
    assertThat(check.neverPasses(Prober.target(service))).isNull();
    assertThat(prober.make(tls, "{}").neverPasses(bare)).isNull();
  }
}
