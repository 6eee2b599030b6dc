package dev.sluice.plugin.sni;

import dev.sluice.api.Factory;
import dev.sluice.testkit.FactoryContract;
import java.util.stream.Stream;

class AlpnFactoryTest extends FactoryContract {

  @Override
  protected Factory<?> factory() {
    return new AlpnFactory();
  }

  @Override
  protected Stream<String> accepted() {
    return Stream.of(
        "\"h2\"",
        "[\"h2\", \"http/1.1\"]",
        "{\"protocols\": \"acme-tls/1\"}",
        "\"" + "x".repeat(255) + "\"");
  }

  @Override
  protected Stream<String> refused() {
    return Stream.of(
        "\"\"", "[]", "[\"h2\", \"\"]", "2", "\"\u0100\"", "\"" + "x".repeat(256) + "\"");
  }
}
