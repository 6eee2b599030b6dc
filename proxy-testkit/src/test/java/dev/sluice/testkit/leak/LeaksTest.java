package dev.sluice.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeaksTest {

  @Test
  void bufferNeverReleased_isFoundOnce() {
    Leaks.watch();
    Leaks.collect();

    leak();

    assertThat(Leaks.collect()).singleElement().asString().contains("LeaksTest.leak");
    assertThat(Leaks.collect()).isEmpty();
  }

  @Test
  void bufferReleased_isNoLeak() {
    Leaks.watch();
    Leaks.collect();

    ByteBufAllocator.DEFAULT.buffer(16).release();

    assertThat(Leaks.collect()).isEmpty();
  }

  /** A frame of its own, so that nothing on the stack holds the buffer. */
  private static void leak() {
    ByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
  }
}
