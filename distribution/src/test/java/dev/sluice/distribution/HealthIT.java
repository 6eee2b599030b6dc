package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks of real servers, which are killed, stopped and started again. */
@Timeout(120)
class HealthIT {

  private static final String FAST = "\"inter\": \"200ms\", \"rise\": 2, \"fall\": 2";

  @TempDir private static Path temp;
  private static Product unpacked;
  private static Certificate certificate;

  @BeforeAll
  static void prepare() throws Exception {
    unpacked = Product.unpack(temp.resolve("unpacked"));
    certificate = Certificate.make(temp, "a.example");
  }

  private static Product configured(String home, String text) throws IOException {
    Product product = unpacked.copy(temp.resolve(home));
    product.configure(text);
    return product;
  }

  @Test
  void lighttpd_isDownWhileItIsKilledOrStopped_andUpAgain() throws Exception {
    Path files = Files.createDirectories(temp.resolve("files"));
    Files.writeString(files.resolve("health"), "all is fine");
    try (Lighttpd web = Lighttpd.start(temp, files, certificate)) {
      Product product =
          configured(
              "http",
              """
              {
                "frontends": { "web": { "bind": "127.0.0.1:%d", "default-backend": "app" } },
                "backends": { "app": {
                  "timeouts": { "check": "500ms" },
                  "check": { "http": { "method": "GET", "path": "/health", "body": "is fine$" }, %s },
                  "servers": {
                    "s1": { "address": "127.0.0.1:%d" },
                    "gone": { "address": "127.0.0.1:%3$d",
                              "check": { "http": { "method": "GET", "path": "/nothing" } } } } } }
              }
              """
                  .formatted(Ports.free(), FAST, web.httpPort()));
      try (Started proxy = product.serve()) {
        assertThat(proxy.awaitErr("'gone' is DOWN"))
            .contains("WARN", "check http: status 404 (expected 200-399)");

        web.process().signal("STOP");
        assertThat(proxy.awaitErr("'s1' is DOWN"))
            .contains("check http: no response within 500 ms");
        web.process().signal("CONT");
        assertThat(proxy.awaitErr("'s1' is UP")).contains("INFO", "check http: status 200");

        web.process().signal("KILL");
        assertThat(proxy.awaitErr("'s1' is DOWN", 2)).contains("check http: connection refused");
        proxy.awaitErr("backend 'app': no server is left");
        try (Started again =
            Started.of(temp, Program.named("lighttpd"), "-D", "-f", temp + "/lighttpd.conf")) {
          proxy.awaitErr("'s1' is UP", 2);
          assertThat(again.running()).isTrue();
        }
      }
    }
  }

  @Test
  void openssl_isAskedInTls_andItsCertificateIsComparedWithTheRoutes() throws Exception {
    int port = Ports.free();
    try (Started server = sServer(port)) {
      Ports.awaitListening(port);
      String address = "\"servers\": { \"s1\": { \"address\": \"127.0.0.1:%d\" } }".formatted(port);
      String verify =
          "\"verify\": true, \"ca-file\": \"%s\"".formatted(certificate.file().toAbsolutePath());
      Product product =
          configured(
              "tls",
              """
              {
                "frontends": { "web": { "bind": "127.0.0.1:%1$d", "routes": [
                  { "match": { "sni": "a.example" }, "backend": "a" },
                  { "match": { "sni": "b.example" }, "backend": "b" },
                  { "match": { "src": "192.0.2.1" }, "backend": "other" },
                  { "match": { "src": "192.0.2.2" }, "backend": "tcp" } ] } },
                "defaults": { "timeouts": { "check": "3s" } },
                "backends": {
                  "a": { "check": { "tls": { %2$s }, %3$s }, %4$s },
                  "b": { "check": { "tls": {}, %3$s }, %4$s },
                  "other": { "check": { "tls": { "sni": "c.example", %2$s }, %3$s }, %4$s },
                  "tcp": { "check": { "tcp": {}, %3$s }, %4$s } }
              }
              """
                  .formatted(Ports.free(), verify, FAST, address));
      try (Started proxy = product.serve()) {
        assertThat(proxy.awaitErr("backend 'other': server 's1' is DOWN"))
            .contains("check tls: TLS: ", "c.example");
        assertThat(proxy.awaitErr("backend 'b': server 's1': its certificate does not cover"))
            .contains("'b.example', which clients are routed there for (it is for 'a.example')");
        assertThat(proxy.awaitErr("backend 'a': server 's1': its certificate expires"))
            .contains("WARN", "within 2 days");
        assertThat(proxy.awaitErr("both speak h2"))
            .contains("backends 'a' and 'b'", "certificate of 'b' covers 'a.example' of 'a'");

        // The kernel still accepts for it.
        server.signal("STOP");
        assertThat(proxy.awaitErr("backend 'a': server 's1' is DOWN"))
            .contains("check tls: no end of the TLS handshake within 3000 ms");
        proxy.awaitErr("backend 'b': server 's1' is DOWN");
        server.signal("CONT");
        assertThat(proxy.awaitErr("backend 'a': server 's1' is UP"))
            .contains("check tls: TLSv1.3, h2");

        assertThat(proxy.errLines())
            .noneMatch(line -> line.contains("backend 'tcp'"))
            .filteredOn(line -> line.contains("its certificate"))
            .hasSize(3);
      }
    }
  }

  private static Started sServer(int port) throws IOException {
    return Started.of(
        temp,
        Program.named("openssl"),
        "s_server",
        "-accept",
        "127.0.0.1:" + port,
        "-cert",
        certificate.file().toString(),
        "-key",
        certificate.key().toString(),
        "-alpn",
        "h2,http/1.1",
        "-www",
        "-quiet");
  }
}
