package dev.sluice.plugin.accesslogs;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts lines that were lost and tells about them, at most once a minute. Used by one thread. */
final class Losses {

  private static final long SILENCE = Duration.ofMinutes(1).toNanos();

  private final String name;
  private final Consumer<String> warnings;
  private final LongSupplier nanoTime;
  private long dropped;
  private long failed;
  private @Nullable Exception cause;
  private boolean told;
  private long toldAt;

  Losses(String name, Consumer<String> warnings, LongSupplier nanoTime) {
    this.name = name;
    this.warnings = warnings;
    this.nanoTime = nanoTime;
  }

  /** Lines for which there was no room. */
  void dropped(long lines) {
    dropped += lines;
  }

  /** Lines that could not be written. */
  void failed(long lines, Exception why) {
    failed += lines;
    cause = why;
  }

  /** Whether there is something to tell. */
  boolean untold() {
    return dropped + failed > 0;
  }

  /** For how many nanoseconds nothing more is told. */
  long silence() {
    return told ? Math.max(1, SILENCE - (nanoTime.getAsLong() - toldAt)) : 1;
  }

  /** Tells what is to be told, if it is time or the last time. */
  void tell(boolean last) {
    if (!untold() || (!last && told && nanoTime.getAsLong() - toldAt < SILENCE)) {
      return;
    }
    if (dropped > 0) {
      warnings.accept("access log '" + name + "': " + dropped + " lines dropped: queue full");
    }
    if (failed > 0) {
      warnings.accept("access log '" + name + "': " + failed + " lines lost: " + cause);
    }
    dropped = 0;
    failed = 0;
    told = true;
    toldAt = nanoTime.getAsLong();
  }
}
