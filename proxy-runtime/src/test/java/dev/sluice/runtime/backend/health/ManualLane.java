package dev.sluice.runtime.backend.health;

import dev.sluice.runtime.net.ManualTime;
import dev.sluice.runtime.net.Timer;
import dev.sluice.runtime.net.TimerWheel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A lane whose time stands still until it is moved. */
final class ManualLane implements Lane {

  private final ManualTime time = new ManualTime();
  private final TimerWheel wheel = new TimerWheel(time);
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final long origin = time.nanoTime();

  @Override
  public Timer timer(Runnable action) {
    return wheel.timer(action);
  }

  @Override
  public long nanoTime() {
    return time.nanoTime();
  }

  @Override
  public void execute(Runnable action) {
    tasks.add(action);
  }

  /** Runs what is to be run now. */
  void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  /** Moves on, tick by tick, so that tasks and timers come in the order of time. */
  void advance(Duration duration) {
    run();
    long end = time.nanoTime() + duration.toNanos();
    while (time.nanoTime() < end) {
      time.advance(wheel, Math.min(TimerWheel.TICK_NANOS, end - time.nanoTime()));
      run();
    }
  }

  /** How long it has been, in tenths of a second: timers are late, by less than that. */
  long tenths() {
    return (time.nanoTime() - origin) / 100_000_000;
  }
}
