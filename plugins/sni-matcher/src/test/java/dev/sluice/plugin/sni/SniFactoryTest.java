package dev.sluice.plugin.sni;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Factory;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostPattern;
import dev.sluice.testkit.FactoryContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SniFactoryTest extends FactoryContract {

  @Override
  protected Factory<?> factory() {
    return new SniFactory();
  }

  @Override
  protected Stream<String> accepted() {
    return Stream.of(
        "\"a.test\"",
        "\"*.a.test\"",
        "\"**.a.test\"",
        "[\"a.test\", \"B\u00fccher.test.\"]",
        "{\"names\": \"a.test\"}",
        "{\"names\": [\"a.test\", \"*.b.test\"]}");
  }

  @Override
  protected Stream<String> refused() {
    return Stream.of(
        "[]",
        "{}",
        "{\"names\": []}",
        "{\"name\": \"a.test\"}",
        "true",
        "\"\"",
        "\"a..b\"",
        "\"a.*.test\"",
        "\"127.0.0.1\"",
        "[\"a.test\", \"a_b.test\"]");
  }

  @Test
  void names_areThoseOfTheConfigurationInOrder() throws Exception {
    HostPattern wildcard = HostPattern.parse("*.B.test");
    HostPattern exact = HostPattern.parse("a.test");
    assertThat(new SniMatcher(List.of(wildcard, exact)).names())
        .isEqualTo(new HostNames(HostNames.Subject.SNI, List.of(wildcard, exact)));
  }
}
