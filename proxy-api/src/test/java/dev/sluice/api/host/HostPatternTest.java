package dev.sluice.api.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.settings.BadValueException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {

  @ParameterizedTest
  @CsvSource({
    "w.test, w.test, true",
    "w.test, x.w.test, false",
    "w.test, test, false",
    "*.w.test, x.w.test, true",
    "*.w.test, w.test, false",
    "*.w.test, x.y.w.test, false",
    "*.w.test, xw.test, false",
    "*.w.test, x.v.test, false",
    "**.w.test, x.w.test, true",
    "**.w.test, x.y.z.w.test, true",
    "**.w.test, w.test, false",
    "**.w.test, xw.test, false",
    "*.test, w.test, true",
    "*.test, test, false",
  })
  void matches_byWholeLabels(String pattern, String name, boolean matches) throws Exception {
    assertThat(HostPattern.parse(pattern).matches(name)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "A.Test., a.test",
    "*.B\u00fccher.test, *.xn--bcher-kva.test",
    "**.A.test., **.a.test",
  })
  void toString_isTheCanonicalForm(String pattern, String canonical) throws Exception {
    assertThat(HostPattern.parse(pattern)).hasToString(canonical);
    assertThat(HostPattern.parse(canonical)).isEqualTo(HostPattern.parse(pattern));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "**",
        "*.",
        "**.",
        "***.a.test",
        "*.*.test",
        "**.*.test",
        "a.*.test",
        "*a.test",
        "a*.test",
        "*.127.0.0.1",
        ".a.test",
        "*..test"
      })
  void otherWildcards_areRefused(String pattern) {
    assertThatThrownBy(() -> HostPattern.parse(pattern)).isInstanceOf(BadValueException.class);
  }
}
