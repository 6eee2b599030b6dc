package dev.sluice.plugin.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Factory;
import dev.sluice.api.Plugin;
import dev.sluice.testkit.FactoryContract;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProxyProtocolFactoryTest extends FactoryContract {

  @Override
  protected Factory<?> factory() {
    return new ProxyProtocolFactory();
  }

  @Override
  protected Stream<String> accepted() {
    return Stream.of(
        "{}",
        "{\"version\": 1}",
        "{\"version\": 1, \"tlvs\": []}",
        "{\"version\": 2, \"tlvs\": \"authority\"}",
        "{\"tlvs\": [\"authority\", \"alpn\", \"unique-id\", \"crc32c\", \"received\"]}");
  }

  @Override
  protected Stream<String> refused() {
    return Stream.of(
        "{\"version\": 3}",
        "{\"version\": 0}",
        "{\"version\": \"2\"}",
        "{\"tlvs\": [\"ssl\"]}",
        "{\"tlvs\": [\"unique_id\"]}",
        "{\"version\": 1, \"tlvs\": [\"crc32c\"]}");
  }

  @Test
  void plugin_bringsIt() {
    Plugin plugin = ServiceLoader.load(Plugin.class).findFirst().orElseThrow();
    assertThat(plugin.name()).isEqualTo("proxy-protocol");
    assertThat(plugin.emitters()).extracting(Factory::word).containsExactly("proxy-protocol");
  }
}
