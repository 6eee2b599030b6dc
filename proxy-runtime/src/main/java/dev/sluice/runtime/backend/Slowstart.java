package dev.sluice.runtime.backend;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How a server that came up gets to its full share: it has a part of its weight and of its limits
 * at first, and more with time. Thread-safe.
 */
final class Slowstart {

  private static final long NOT_RUNNING = 0;

  /** When it came up, by {@link System#nanoTime()}. */
  private final AtomicLong begun = new AtomicLong(NOT_RUNNING);

  private final AtomicBoolean offering = new AtomicBoolean();

  /** It came up just now. */
  void begin() {
    long now = System.nanoTime();
    begun.set(now == NOT_RUNNING ? now + 1 : now);
  }

  /** Whether it had less than its share when {@link #part} was last asked. */
  boolean running() {
    return begun.get() != NOT_RUNNING;
  }

  /**
   * What it has now of something, but at least 1 of anything.
   *
   * @param whole how long it takes until it has all, by the configuration; null if it has
   */
  int part(int full, @Nullable Duration whole) {
    long from = begun.get();
    if (from == NOT_RUNNING || full == 0) {
      return full;
    }
    long since = System.nanoTime() - from;
    long nanos = whole == null ? 0 : whole.toNanos();
    if (since >= nanos) {
      // Not if it has come up anew meanwhile.
      begun.compareAndSet(from, NOT_RUNNING);
      return full;
    }
    return Math.max(1, (int) (full * (double) since / nanos));
  }

  // Slots that come with time

  /** Somebody wants to offer them after a while; false if somebody else is about to. */
  boolean claimOffer() {
    return offering.compareAndSet(false, true);
  }

  /** They are about to be offered. */
  void offered() {
    offering.set(false);
  }
}
