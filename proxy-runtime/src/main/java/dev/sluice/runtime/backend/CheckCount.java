package dev.sluice.runtime.backend;

import java.util.concurrent.atomic.LongAdder;

/** How many checks of a server there have been, whatever came of them. Thread-safe. */
public final class CheckCount {

  private final LongAdder total = new LongAdder();
  private final LongAdder failures = new LongAdder();

  CheckCount() {}

  /** How many have ended. */
  public long total() {
    return total.sum();
  }

  /** How many of them have failed. */
  public long failures() {
    return failures.sum();
  }

  /** One has ended. */
  public void add(boolean passed) {
    total.increment();
    if (!passed) {
      failures.increment();
    }
  }
}
