package dev.sluice.plugin.accesslogs;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts lines that were lost and tells about them, at most once a minute. Safe for use by several
 * threads; only {@link #tell} may block.
 */
final class Losses {

  private static final long SILENCE = Duration.ofMinutes(1).toNanos();

  private final String name;
  private final Consumer<String> warnings;
  private final LongSupplier nanoTime;
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicLong tellAgainAt;
  private volatile @Nullable Exception cause;

  Losses(String name, Consumer<String> warnings, LongSupplier nanoTime) {
    this.name = name;
    this.warnings = warnings;
    this.nanoTime = nanoTime;
    this.tellAgainAt = new AtomicLong(nanoTime.getAsLong());
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  /** A line for which there was no room. */
  void dropped() {
    dropped.increment();
  }

  /** Lines that could not be written. */
  void failed(long lines, Exception why) {
    cause = why;
    failed.add(lines);
  }

  /** Whether there is something to tell. */
  boolean untold() {
    return dropped.sum() + failed.sum() > 0;
  }

  /** For how many nanoseconds nothing more is told. */
  long silence() {
    return Math.max(1, tellAgainAt.get() - nanoTime.getAsLong());
  }

  /** Whether there is something to tell and it is time to. */
  boolean due() {
    return tellAgainAt.get() - nanoTime.getAsLong() <= 0 && untold();
  }

  /**
   * Tells what is to be told, if it is time or the last time.
   *
   * @param hangs for how long the target has hung; zero if it does not
   */
  void tell(boolean last, Duration hangs) {
    long now = nanoTime.getAsLong();
    long at = tellAgainAt.get();
    if (!untold() || (!last && at - now > 0) || !tellAgainAt.compareAndSet(at, now + SILENCE)) {
      return;
    }
    long full = dropped.sumThenReset();
    long lost = failed.sumThenReset();
    if (full > 0) {
      String hanging = hangs.isZero() ? "" : ", writing hangs for " + hangs.toSeconds() + " s";
      warnings.accept(
          "access log '" + name + "': " + full + " lines dropped: queue full" + hanging);
    }
    if (lost > 0) {
      warnings.accept("access log '" + name + "': " + lost + " lines lost: " + cause);
    }
  }
}
