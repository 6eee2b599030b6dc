package dev.sluice.runtime.net;

import org.jspecify.annotations.Nullable;

/**
 * A timer of one {@link Loop}, made once and started as often as needed. Starting and cancelling
 * cost a few writes to memory. It is coarse: it never runs early and at most about {@link
 * TimerWheel#TICK_NANOS} late, on a loop that is not busy.
 */
public final class Timer {

  private final TimerWheel wheel;
  final Runnable action;
  long deadline;
  int slot = TimerWheel.NOWHERE;
  @Nullable Timer previous;
  @Nullable Timer next;

  Timer(TimerWheel wheel, Runnable action) {
    this.wheel = wheel;
    this.action = action;
  }

  /** Runs the action once that many nanoseconds from now; a start before counts no more. */
  public void start(long nanos) {
    wheel.start(this, nanos);
  }

  /** Does not run the action. Not started: nothing. */
  public void cancel() {
    wheel.cancel(this);
  }

  /** Whether it is started and has not run yet. */
  public boolean started() {
    return slot != TimerWheel.NOWHERE;
  }
}
