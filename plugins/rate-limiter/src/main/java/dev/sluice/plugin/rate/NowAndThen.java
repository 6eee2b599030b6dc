package dev.sluice.plugin.rate;

import java.util.concurrent.atomic.AtomicLong;

/** Lets one thing through a minute: lines of a log that would otherwise fill it. Thread-safe. */
final class NowAndThen {

  private static final long MINUTE = 60_000_000_000L;

  private final AtomicLong last;
  private final AtomicLong since = new AtomicLong();

  NowAndThen(long now) {
    last = new AtomicLong(now - MINUTE);
  }

  /** How many there were since the last that got through, this one included; 0 if it does not. */
  long count(long now) {
    since.incrementAndGet();
    long before = last.get();
    return now - before >= MINUTE && last.compareAndSet(before, now) ? since.getAndSet(0) : 0;
  }
}
