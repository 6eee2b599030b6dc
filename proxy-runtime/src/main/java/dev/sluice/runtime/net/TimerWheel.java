package dev.sluice.runtime.net;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timers of one loop: a ring of slots, one for each tick, a timer in the slot of its deadline.
 * Confined to the loop's thread. A session sets and cancels several timeouts, nearly all of which
 * never run; a heap of scheduled tasks would allocate and sift for each of them.
 *
 * <p>An idle loop is not woken for ticks: the wheel asks its {@link Alarm} for one wake-up at the
 * first slot that is not empty. An action that throws is logged and keeps no other from running.
 */
public final class TimerWheel {

  /** How coarse the wheel is. */
  public static final long TICK_NANOS = 1L << 23;

  static final int NOWHERE = -1;
  private static final Logger log = LoggerFactory.getLogger(TimerWheel.class);
  private static final int SLOTS = 4096;
  private static final long NEVER = Long.MAX_VALUE;

  /** Wakes the wheel. */
  public interface Alarm {
    /** The time now. */
    long nanoTime();

    /** Calls {@link TimerWheel#run()} after so many nanoseconds; may be asked for several. */
    void wake(long nanos);
  }

  private final Alarm alarm;
  private final long origin;
  private final @Nullable Timer[] slots = new Timer[SLOTS];
  private final long[] occupied = new long[SLOTS / 64];
  private long tick;
  private long wakeTick = NEVER;

  /** An empty wheel. */
  public TimerWheel(Alarm alarm) {
    this.alarm = alarm;
    this.origin = alarm.nanoTime();
  }

  /** A timer of this wheel. */
  public Timer timer(Runnable action) {
    return new Timer(this, action);
  }

  void start(Timer timer, long nanos) {
    cancel(timer);
    // Rounded up, so that a timer never runs early. Beyond the ring it comes round more than once.
    long now = alarm.nanoTime() - origin;
    if (wakeTick == NEVER) {
      tick = now / TICK_NANOS;
    }
    timer.deadline = (now + Math.max(0, nanos)) / TICK_NANOS + 1;
    insert(timer);
    if (timer.deadline < wakeTick) {
      wakeAt(Math.min(timer.deadline, tick + SLOTS));
    }
  }

  void cancel(Timer timer) {
    if (timer.slot == NOWHERE) {
      return;
    }
    Timer previous = timer.previous;
    Timer next = timer.next;
    if (previous != null) {
      previous.next = next;
    } else {
      slots[timer.slot] = next;
      if (next == null) {
        occupied[timer.slot >> 6] &= ~(1L << timer.slot);
      }
    }
    if (next != null) {
      next.previous = previous;
    }
    timer.previous = null;
    timer.next = null;
    timer.slot = NOWHERE;
  }

  private void insert(Timer timer) {
    int slot = (int) timer.deadline & (SLOTS - 1);
    Timer head = slots[slot];
    timer.slot = slot;
    timer.next = head;
    if (head != null) {
      head.previous = timer;
    }
    slots[slot] = timer;
    occupied[slot >> 6] |= 1L << slot;
  }

  /** Runs what is due and asks for the next wake-up. */
  public void run() {
    long now = (alarm.nanoTime() - origin) / TICK_NANOS;
    if (now < wakeTick) {
      return;
    }
    wakeTick = NEVER;
    // After a long pause every slot is looked at once, not once for each tick that passed.
    long first = Math.max(tick + 1, now - SLOTS + 1);
    for (long t = first; t <= now; t++) {
      runSlot((int) t & (SLOTS - 1), now);
    }
    tick = now;
    int ahead = ticksToOccupied();
    if (ahead > 0 && tick + ahead < wakeTick) {
      wakeAt(tick + ahead);
    }
  }

  private void runSlot(int slot, long now) {
    // An action may start and cancel timers, also in this slot; so the due ones are taken one by
    // one from the head, and those for a later round are passed over.
    Timer timer = slots[slot];
    while (timer != null) {
      if (timer.deadline <= now) {
        cancel(timer);
        runAction(timer);
        timer = slots[slot];
      } else {
        timer = timer.next;
      }
    }
  }

  private static void runAction(Timer timer) {
    try {
      timer.action.run();
    } catch (OutOfMemoryError | InternalError e) {
      throw e;
    } catch (Throwable e) {
      // The other timers of the loop belong to other sessions.
      log.error("the action of a timer failed", e);
    }
  }

  private int ticksToOccupied() {
    int from = (int) (tick + 1) & (SLOTS - 1);
    for (int i = 0; i <= occupied.length; i++) {
      int word = ((from >> 6) + i) % occupied.length;
      long bits = occupied[word];
      if (i == 0) {
        bits &= -1L << from;
      } else if (i == occupied.length) {
        bits &= ~(-1L << from);
      }
      if (bits != 0) {
        int slot = (word << 6) + Long.numberOfTrailingZeros(bits);
        return ((slot - from) & (SLOTS - 1)) + 1;
      }
    }
    return 0;
  }

  private void wakeAt(long at) {
    wakeTick = at;
    alarm.wake(Math.max(0, at * TICK_NANOS - (alarm.nanoTime() - origin)));
  }
}
