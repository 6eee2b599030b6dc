package dev.sluice.plugin.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Factory;
import dev.sluice.plugin.health.http.HttpFactory;
import dev.sluice.plugin.health.tcp.TcpFactory;
import dev.sluice.plugin.health.tls.TlsFactory;
import dev.sluice.testkit.FactoryContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FactoriesTest {

  @Test
  void plugin_bringsTheThree() {
    assertThat(new HealthChecksPlugin().checks())
        .extracting(Factory::word)
        .isEqualTo(List.of("tcp", "tls", "http"));
  }

  @Nested
  class Tcp extends FactoryContract {
    @Override
    protected Factory<?> factory() {
      return new TcpFactory();
    }

    @Override
    protected Stream<String> accepted() {
      return Stream.of("{}");
    }

    @Override
    protected Stream<String> refused() {
      return Stream.of("{\"port\": 80}");
    }
  }

  @Nested
  class Tls extends FactoryContract {
    @Override
    protected Factory<?> factory() {
      return new TlsFactory();
    }

    @Override
    protected Stream<String> accepted() {
      return Stream.of(
          "{}",
          "{\"sni\": \"a.example\"}",
          "{\"verify\": true, \"alpn\": []}",
          "{\"alpn\": \"imap\"}");
    }

    @Override
    protected Stream<String> refused() {
      return Stream.of(
          "{\"sni\": \"a..b\"}",
          "{\"sni\": \"*.a.example\"}",
          "{\"alpn\": [\"\"]}",
          "{\"ca-file\": \"%s\"}".formatted(file("unused", "")),
          "{\"verify\": true, \"ca-file\": \"%s\"}".formatted(file("empty", "# nobody")),
          "{\"verify\": true, \"ca-file\": \"%s\"}"
              .formatted(
                  file("broken", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")));
    }

    private static Path file(String name, String text) {
      try {
        Path file = Path.of("target").toAbsolutePath().resolve("ca-" + name + ".pem");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Nested
  class Http extends FactoryContract {
    @Override
    protected Factory<?> factory() {
      return new HttpFactory();
    }

    @Override
    protected Stream<String> accepted() {
      return Stream.of(
          "{}",
          "{\"method\": \"HEAD\", \"path\": \"/a?b\", \"host\": \"a.example:80\"}",
          "{\"path\": \"*\", \"headers\": {\"X-A\": \"b\"}}",
          "{\"status\": [\"200\", \"300-599\"], \"method\": \"GET\", \"body\": \"a+\"}",
          "{\"method\": \"HEAD\", \"body\": \"\"}",
          "{\"tls\": true}",
          "{\"tls\": {\"verify\": true, \"sni\": \"a.example\"}}");
    }

    @Override
    protected Stream<String> refused() {
      return Stream.of(
          "{\"method\": \"get\"}",
          "{\"method\": \"G T\"}",
          "{\"path\": \"health\"}",
          "{\"path\": \"/a b\"}",
          "{\"path\": \"/a\\r\\nX: y\"}",
          "{\"host\": \"a b\"}",
          "{\"headers\": {\"Host\": \"a\"}}",
          "{\"headers\": {\"X\": \"a\\r\\nY: b\"}}",
          "{\"status\": \"700-800\"}",
          "{\"status\": \"399-200\"}",
          "{\"status\": \"100\"}",
          "{\"status\": \"2xx\"}",
          "{\"status\": []}",
          "{\"body\": \"(\"}",
          "{\"method\": \"HEAD\", \"body\": \"fine\"}",
          "{\"status\": \"204\", \"body\": \"fine\"}",
          "{\"tls\": {\"ca-file\": \"pom.xml\"}}");
    }
  }
}
