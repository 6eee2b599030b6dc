package dev.sluice.plugin.sni;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Factory;
import dev.sluice.api.Plugin;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SniPluginTest {

  @Test
  void plugin_isFoundWithBothMatchers() {
    assertThat(ServiceLoader.load(Plugin.class))
        .filteredOn(plugin -> plugin.name().equals("sni-matcher"))
        .singleElement()
        .satisfies(plugin ->
            assertThat(plugin.matchers()).extracting(Factory::word).containsExactly("sni", "alpn"));
  }
}
