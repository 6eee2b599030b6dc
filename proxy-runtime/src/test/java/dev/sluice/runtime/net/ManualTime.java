package dev.sluice.runtime.net;

import java.util.ArrayList;
import java.util.List;

/** Time that stands still until it is moved; alarms go off when it passes them. */
public final class ManualTime implements TimerWheel.Alarm {

  private final List<Long> alarms = new ArrayList<>();
  private long now = 12_345_678;
  private int wakes;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void wake(long nanos) {
    alarms.add(now + nanos);
    wakes++;
  }

  /** How often an alarm was asked for. */
  int wakes() {
    return wakes;
  }

  /** Moves on, stopping at each alarm. */
  public void advance(TimerWheel wheel, long nanos) {
    long end = now + nanos;
    while (true) {
      Long next = alarms.stream().min(Long::compare).orElse(Long.MAX_VALUE);
      if (next > end) {
        now = end;
        return;
      }
      alarms.remove(next);
      now = Math.max(now, next);
      wheel.run();
    }
  }
}
