package dev.sluice.api.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "7us, PT0.000007S",
    "250ms, PT0.25S",
    "10s, PT10S",
    "2m, PT2M",
    "3h, PT3H",
    "4d, PT96H",
    "106751d, PT2562024H"
  })
  void duration_isANumberAndAUnit(String text, Duration expected) throws BadValueException {
    assertThat(Units.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10", "s", "-1s", "1.5s", "10 s", "10S", "1w", "1234567890123456789s"})
  void otherText_isNotADuration(String text) {
    assertThatThrownBy(() -> Units.duration(text))
        .isInstanceOf(BadValueException.class)
        .hasMessageStartingWith("is not a duration");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "106752d",
        "999999d",
        "9223372037s",
        "9223372036855ms",
        "9223372036854776us",
        "999999999999999999h"
      })
  void duration_whoseNanosecondsDoNotFit_isTooLong(String text) {
    assertThatThrownBy(() -> Units.duration(text))
        .isInstanceOf(BadValueException.class)
        .hasMessage("is too long (expected a duration below 292 years)");
  }

  @Test
  void size_isInBytes_withPowersOf1024() throws BadValueException {
    assertThat(Units.size("4096")).isEqualTo(4096);
    assertThat(Units.size("16k")).isEqualTo(16 << 10);
    assertThat(Units.size("2m")).isEqualTo(2 << 20);
    assertThat(Units.size("3g")).isEqualTo(3L << 30);
    assertThatThrownBy(() -> Units.size("8589934592g"))
        .hasMessage("is too large (expected a size below 8 EiB)");
  }
}
