package dev.sluice.runtime.config.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.config.Configuration;
import dev.sluice.runtime.config.Words;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutedNamesTest {

  @TempDir private Path home;

  private RoutedNames names(String routes) {
    String text =
        """
        { "frontends": { "in": { "bind": "127.0.0.1:0", "routes": [ %s ] } },
          "backends": { "app": { "servers": { "s1": { "address": "127.0.0.1:1" } } } } }
        """
            .formatted(routes);
    Configuration configuration =
        new Configuration(home, new Words()).file("hosts.map", "*.b.example app\nb.example app\n");
    try (ProxyConfig config = configuration.accepted(text)) {
      return RoutedNames.of(config.frontends().values());
    }
  }

  // A check by HTTP of a backend in mode http named the server's address in Host.
  @Test
  void hosts_areNamesForChecks_butNotForCertificates() {
    RoutedNames names =
        names(
            """
            { "match": { "host": ["*.a.example", "a.example"] }, "backend": "app" },
            { "backend": { "map": { "by": "host", "file": "hosts.map" } } }
            """);
    assertThat(names.exact("app")).containsExactly("a.example", "b.example");
    assertThat(names.of("app")).isEmpty();
  }

  @Test
  void serverNames_comeBeforeHosts() {
    RoutedNames names =
        names(
            """
            { "match": { "host": ["both.example", "host.example"] }, "backend": "app" },
            { "match": { "sni": ["*.sni.example", "sni.example", "both.example"] },
              "backend": "app" }
            """);
    assertThat(names.exact("app")).containsExactly("sni.example", "both.example", "host.example");
    assertThat(names.of("app"))
        .extracting(routed -> routed.pattern().toString())
        .containsExactly("*.sni.example", "sni.example", "both.example");
    assertThat(names.exact("other")).isEmpty();
  }
}
