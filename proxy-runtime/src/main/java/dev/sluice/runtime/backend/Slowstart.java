package dev.sluice.runtime.backend;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How a server that came up gets to its full share: it has a part of its weight and of its limits
 * at first, and more with time. Thread-safe.
 */
final class Slowstart {

  private volatile boolean running;

  /** By {@link System#nanoTime()}; read only while it runs. */
  private volatile long begun;

  private final AtomicBoolean offering = new AtomicBoolean();

  /** It came up just now. */
  void begin() {
    begun = System.nanoTime();
    running = true;
  }

  /** Whether it had less than its share when {@link #part} was last asked. */
  boolean running() {
    return running;
  }

  /**
   * What it has now of something, but at least 1 of anything.
   *
   * @param whole how long it takes until it has all, by the configuration; null if it has
   */
  int part(int full, @Nullable Duration whole) {
    if (!running || full == 0) {
      return full;
    }
    long since = System.nanoTime() - begun;
    long nanos = whole == null ? 0 : whole.toNanos();
    if (since >= nanos) {
      running = false;
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
