package dev.sluice.runtime.config.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileLimitsTest {

  @Test
  void limits_followTheHeap() {
    // What the JVM has of -Xmx256m and -Xmx512m with the serial collector.
    assertThat(FileLimits.of(247 << 20)).isEqualTo(new FileLimits(500_000, 24));
    assertThat(FileLimits.of(495 << 20)).isEqualTo(new FileLimits(1_000_000, 48));
    assertThat(FileLimits.of(10 << 20)).isEqualTo(new FileLimits(500_000, 24));
    assertThat(FileLimits.of(Long.MAX_VALUE)).isEqualTo(new FileLimits(8_000_000, 384));
  }
}
