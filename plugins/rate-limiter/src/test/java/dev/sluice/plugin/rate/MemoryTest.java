package dev.sluice.plugin.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.settings.BadValueException;
import org.junit.jupiter.api.Test;

/** What a million keys cost; the heap of the test is its scale. */
class MemoryTest {

  private static final int KEYS = 1_000_000;

  @Test
  void millionKeys_fitSixtyFourMegabytes() throws BadValueException {
    Limit limit = Limit.of(Rate.parse("10/d"), 10, 100, KEYS);
    long before = used();
    Table table = new Table(new Keys());
    for (int i = 0; i < 2 * KEYS; i++) {
      // IPv6 networks of 64 bits.
      Key key = new Key(0x2001_0db8_0000_0000L + i, 0);
      table.take(key, limit, 77, true, false, false);
    }
    long bytes = used() - before;

    assertThat(table.size()).isBetween(KEYS - 64, KEYS);
    assertThat(bytes).isLessThan(64L << 20);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
