package dev.sluice.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {

  private static final long TICK = TimerWheel.TICK_NANOS;
  private static final long SECOND = 1_000_000_000L;

  private final ManualTime time = new ManualTime();
  private final TimerWheel wheel = new TimerWheel(time);

  @ParameterizedTest
  @ValueSource(longs = {0, 1, TICK, 100 * TICK, SECOND, 34 * SECOND, 35 * SECOND, 3600 * SECOND})
  void timer_runsOnce_neverEarlyAndAtMostATickLate(long nanos) {
    List<Long> ran = new ArrayList<>();
    long start = time.nanoTime();
    wheel.timer(() -> ran.add(time.nanoTime() - start)).start(nanos);

    time.advance(wheel, nanos + 3 * 3600 * SECOND);

    assertThat(ran).hasSize(1);
    assertThat(ran.getFirst()).isBetween(nanos, nanos + TICK);
  }

  @Test
  void cancelledTimer_doesNotRun_andMayStartAgain() {
    List<String> ran = new ArrayList<>();
    Timer timer = wheel.timer(() -> ran.add("ran"));
    timer.start(SECOND);
    timer.cancel();
    time.advance(wheel, 2 * SECOND);
    assertThat(ran).isEmpty();
    assertThat(timer.started()).isFalse();

    timer.start(SECOND);
    assertThat(timer.started()).isTrue();
    time.advance(wheel, 2 * SECOND);
    assertThat(ran).containsExactly("ran");
  }

  @Test
  void restartedTimer_countsFromTheLastStart() {
    List<Long> ran = new ArrayList<>();
    long start = time.nanoTime();
    Timer timer = wheel.timer(() -> ran.add(time.nanoTime() - start));
    timer.start(SECOND);
    time.advance(wheel, SECOND / 2);
    timer.start(SECOND);
    time.advance(wheel, 10 * SECOND);

    assertThat(ran).hasSize(1);
    assertThat(ran.getFirst()).isBetween(SECOND * 3 / 2, SECOND * 3 / 2 + TICK);
  }

  @Test
  void action_mayStartItselfAndCancelOthersOfTheSameSlot() {
    List<String> ran = new ArrayList<>();
    Timer[] timers = new Timer[3];
    timers[0] = wheel.timer(() -> ran.add("first"));
    timers[2] = wheel.timer(() -> ran.add("third"));
    // The newest of a slot runs first; it cancels the others and comes again.
    timers[1] =
        wheel.timer(() -> {
          ran.add("again");
          timers[0].cancel();
          timers[2].cancel();
          if (ran.size() < 3) {
            timers[1].start(SECOND);
          }
        });
    timers[0].start(SECOND);
    timers[2].start(SECOND);
    timers[1].start(SECOND);
    time.advance(wheel, 10 * SECOND);

    assertThat(ran).containsExactly("again", "again", "again");
  }

  @Test
  void throwingAction_keepsNoOtherTimerFromRunning() {
    List<String> ran = new ArrayList<>();
    // The newest of a slot runs first, so the one that throws stands between two others.
    wheel.timer(() -> ran.add("same slot, after")).start(SECOND);
    Timer throwing =
        wheel.timer(() -> {
          ran.add("throwing");
          throw new AssertionError("an action that fails");
        });
    throwing.start(SECOND);
    wheel.timer(() -> ran.add("same slot, before")).start(SECOND);
    wheel.timer(() -> ran.add("later")).start(2 * SECOND);
    time.advance(wheel, 3 * SECOND);

    assertThat(ran).containsExactly("same slot, before", "throwing", "same slot, after", "later");
    assertThat(throwing.started()).isFalse();
  }

  @Test
  void idleWheel_isNotWoken() {
    Timer timer = wheel.timer(() -> {});
    timer.start(3600 * SECOND);
    time.advance(wheel, 3700 * SECOND);
    int wakes = time.wakes();
    // Once for each time the ring comes round, and then no more.
    assertThat(wakes).isLessThan(3600 / 34 + 3);

    time.advance(wheel, 24 * 3600 * SECOND);
    assertThat(time.wakes()).isEqualTo(wakes);
  }

  @Test
  void manyRandomTimers_runAsANaiveListWould() {
    Random random = new Random(42);
    List<Long> due = new ArrayList<>();
    List<Long> ran = new ArrayList<>();
    List<Timer> timers = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      int index = i;
      due.add(Long.MAX_VALUE);
      ran.add(Long.MAX_VALUE);
      timers.add(wheel.timer(() -> ran.set(index, time.nanoTime())));
    }
    for (int step = 0; step < 20_000; step++) {
      int i = random.nextInt(timers.size());
      if (random.nextInt(4) == 0) {
        boolean pending = timers.get(i).started();
        timers.get(i).cancel();
        if (pending) {
          due.set(i, Long.MAX_VALUE);
          ran.set(i, Long.MAX_VALUE);
        }
      } else {
        long nanos = (long) (Math.pow(random.nextDouble(), 4) * 120 * SECOND);
        timers.get(i).start(nanos);
        due.set(i, time.nanoTime() + nanos);
        ran.set(i, Long.MAX_VALUE);
      }
      time.advance(wheel, random.nextInt(40_000_000));
    }
    time.advance(wheel, 200 * SECOND);

    for (int i = 0; i < timers.size(); i++) {
      if (due.get(i) == Long.MAX_VALUE) {
        assertThat(ran.get(i)).isEqualTo(Long.MAX_VALUE);
      } else {
        assertThat(ran.get(i)).isBetween(due.get(i), due.get(i) + TICK);
      }
    }
  }
}
