package dev.sluice.plugin.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Factory;
import dev.sluice.testkit.FactoryContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HeaderFactoryTest extends FactoryContract {

  @Override
  protected Factory<?> factory() {
    return new HeaderFactory(Direction.REQUEST);
  }

  @Override
  protected Stream<String> accepted() {
    return Stream.of(
        "{\"set\": {\"X-A\": \"\"}}",
        "{\"set\": {\"Host\": \"192.0.2.1:8080\"}}",
        "{\"add\": {\"X-A\": [\"1\", \"%[src] 100%%\"]}, \"remove\": \"x-b\"}");
  }

  @Override
  protected Stream<String> refused() {
    return Stream.of(
        "{}",
        "\"X-A\"",
        "{\"set\": {\"X-A\": \"\u00fc\"}}",
        "{\"set\": {\"X-A\": \"%[src\"}}",
        "{\"set\": {\"Host\": \"a.test:65536\"}}",
        "{\"set\": {\"Host\": \"192.0.2.256\"}}",
        "{\"add\": {\"Host\": \"a.test\"}}",
        "{\"remove\": [\"X-A\", \"x-a\"]}",
        "{\"set\": {\"X-A\": \"1\", \"X_A\": \"2\"}}",
        "{\"set\": {\"X_A\": \"1\"}, \"remove\": \"x-a\"}");
  }

  @Test
  void documentation_speaksOfHost_onlyWhereItCanBeSet() {
    assertThat(new HeaderFactory(Direction.REQUEST).settings().keys())
        .anyMatch(key -> key.doc().contains("Host"));
    assertThat(new HeaderFactory(Direction.RESPONSE).settings().keys())
        .noneMatch(key -> key.doc().contains("Host"));
  }
}
