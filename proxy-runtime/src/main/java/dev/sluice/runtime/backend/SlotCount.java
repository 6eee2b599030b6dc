package dev.sluice.runtime.backend;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many slots of a server are taken, never more than its limit was then. Thread-safe. */
final class SlotCount {

  private final AtomicInteger taken = new AtomicInteger();
  private final LongAdder total = new LongAdder();

  /** How many are taken. */
  int taken() {
    return taken.get();
  }

  /** How many have ever been. */
  long total() {
    return total.sum();
  }

  /**
   * Takes one, if there is one.
   *
   * @param limit how many there are; {@link Integer#MAX_VALUE} for any number
   */
  boolean take(int limit) {
    if (limit == Integer.MAX_VALUE) {
      taken.incrementAndGet();
    } else if (!takeBelow(limit)) {
      return false;
    }
    total.increment();
    return true;
  }

  private boolean takeBelow(int limit) {
    int now = taken.get();
    while (now < limit) {
      int seen = taken.compareAndExchange(now, now + 1);
      if (seen == now) {
        return true;
      }
      now = seen;
    }
    return false;
  }

  /** Gives one back. */
  void giveBack() {
    taken.decrementAndGet();
  }
}
