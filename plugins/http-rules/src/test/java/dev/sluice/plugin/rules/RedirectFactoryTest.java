package dev.sluice.plugin.rules;

import dev.sluice.api.Factory;
import dev.sluice.testkit.FactoryContract;
import java.util.stream.Stream;

class RedirectFactoryTest extends FactoryContract {

  @Override
  protected Factory<?> factory() {
    return new RedirectFactory();
  }

  @Override
  protected Stream<String> accepted() {
    return Stream.of(
        "{\"scheme\": \"https\"}",
        "{\"host\": \"b.test:8443\", \"code\": 308}",
        "{\"prefix\": \"https://[2001:db8::1]:8443/a\"}",
        "{\"prefix\": \"https://www.%[host]/%20\"}",
        "{\"location\": \"https://%[host]:8443%[pathq]\"}",
        "{\"location\": \"/%20\"}");
  }

  @Override
  protected Stream<String> refused() {
    return Stream.of(
        "{\"scheme\": \"ftp\"}",
        "{\"location\": \"\"}",
        "{\"location\": \"a\"}",
        "{\"location\": \"https://\"}",
        "{\"location\": \"https://%[path]\"}",
        "{\"location\": \"https://%[src]/\"}",
        "{\"location\": \"https://user@a.test/\"}",
        "{\"location\": \"/\\\\evil.test\"}",
        "{\"location\": \"/a b\"}",
        "{\"location\": \"/a?%[unique-id]\"}",
        "{\"prefix\": \"/go?u=\"}",
        "{\"prefix\": \"https://a.test#b\"}",
        "{\"prefix\": \"/a%[path]\"}",
        "{\"location\": \"/\", \"code\": 304}",
        "{\"location\": \"/\", \"code\": 309}");
  }
}
