package dev.sluice.runtime.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StickTableTest {

  private final AtomicLong time = new AtomicLong(-5);

  private StickTable table(int size, Duration expire) {
    return new StickTable(new StickTable.Settings(size, expire), time::get);
  }

  private void pass(Duration duration) {
    time.addAndGet(duration.toNanos());
  }

  @Test
  void key_isKnown_untilItWasNotUsedForTooLong() {
    StickTable table = table(10, Duration.ofSeconds(30));
    table.put(1, 2, "a");
    table.put(2, 1, "b");
    assertThat(table.use(1, 1)).isNull();
    pass(Duration.ofSeconds(29));
    assertThat(table.use(1, 2)).isEqualTo("a");
    pass(Duration.ofSeconds(29));
    assertThat(table.use(1, 2)).isEqualTo("a");
    assertThat(table.use(2, 1)).isNull();
    table.put(1, 2, "c");
    assertThat(table.use(1, 2)).isEqualTo("c");
  }

  @Test
  void full_theOneThatWasAwayLongestMakesRoom() {
    StickTable table = table(3, Duration.ofHours(1));
    table.put(0, 1, "a");
    table.put(0, 2, "b");
    table.put(0, 3, "c");
    assertThat(table.use(0, 1)).isEqualTo("a");
    table.put(0, 4, "d");
    assertThat(table.count()).isEqualTo(3);
    assertThat(table.use(0, 2)).isNull();
    assertThat(List.of("a", "c", "d"))
        .containsExactly(table.use(0, 1), table.use(0, 3), table.use(0, 4));
  }

  @Test
  void expired_makesRoomBeforeItIsFull() {
    StickTable table = table(100, Duration.ofSeconds(1));
    for (int i = 0; i < 50; i++) {
      table.put(0, i, "a");
    }
    pass(Duration.ofSeconds(3));
    for (int i = 100; i < 125; i++) {
      table.put(0, i, "b");
    }
    assertThat(table.count()).isEqualTo(25);
  }

  /** Against a map, with growth, removal and reuse of entries; many keys share a bucket. */
  @Test
  void does_whatAMapWouldDo() {
    SplittableRandom random = new SplittableRandom(7);
    StickTable table = table(20_000, Duration.ofSeconds(100));
    Map<Long, String> map = new HashMap<>();
    Map<Long, Integer> seen = new HashMap<>();
    int now = 0;
    for (int i = 0; i < 300_000; i++) {
      long key = random.nextInt(10_000);
      boolean known = map.containsKey(key) && now - seen.getOrDefault(key, now) <= 100;
      assertThat(table.use(key, -key)).isEqualTo(known ? map.get(key) : null);
      if (known) {
        seen.put(key, now);
      }
      if (random.nextInt(3) == 0) {
        String server = "s" + random.nextInt(5);
        table.put(key, -key, server);
        map.put(key, server);
        seen.put(key, now);
      }
      if (random.nextInt(500) == 0) {
        now++;
        pass(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void size_isNeverExceeded_andNearlyReached() {
    StickTable table = table(100_000, Duration.ofHours(1));
    for (int i = 0; i < 300_000; i++) {
      table.put(i, 0, "a");
    }
    assertThat(table.count()).isBetween(99_000, 100_000);
  }

  @Test
  void otherSize_keepsWhatFits_theLastUsedFirst() {
    StickTable table = table(100, Duration.ofHours(1));
    List<String> known = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      table.put(0, i, "s" + i);
    }
    table.configure(new StickTable.Settings(20_000, Duration.ofSeconds(5)));
    for (int i = 0; i < 100; i++) {
      assertThat(table.use(0, i)).isEqualTo("s" + i);
    }
    table.configure(new StickTable.Settings(10, Duration.ofSeconds(5)));
    for (int i = 0; i < 100; i++) {
      String server = table.use(0, i);
      if (server != null) {
        known.add(server);
      }
    }
    assertThat(known).hasSize(10);
    pass(Duration.ofSeconds(7));
    assertThat(table.use(0, 99)).isNull();
  }

  // What was put into a part that had just been copied was lost with that.
  @Test
  void putWhileTheSizeChanges_isKept() {
    List<Runnable> meanwhile = new ArrayList<>();
    StickTable table =
        new StickTable(
            new StickTable.Settings(100, Duration.ofHours(1)),
            () -> {
              List<Runnable> now = List.copyOf(meanwhile);
              meanwhile.clear();
              now.forEach(Runnable::run);
              return 0;
            });
    meanwhile.add(() -> table.configure(new StickTable.Settings(200, Duration.ofHours(1))));

    table.put(0, 1, "a");

    assertThat(meanwhile).isEmpty();
    assertThat(table.use(0, 1)).isEqualTo("a");
  }

  // Who looked between two steps of a change saw neither the old entries nor the new ones.
  @Test
  void keyIsKnown_atEveryMomentOfAChange() throws InterruptedException {
    StickTable table = table(4_000, Duration.ofHours(1));
    for (int i = 0; i < 2_000; i++) {
      table.put(0, i, "a");
    }
    AtomicLong misses = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; !over.get(); i = (i + 1) % 2_000) {
                misses.addAndGet(table.use(0, i) == null ? 1 : 0);
              }
            });
    for (int i = 0; i < 2_000; i++) {
      table.configure(new StickTable.Settings(4_000 + i % 2, Duration.ofHours(1)));
    }
    over.set(true);
    reader.join();

    assertThat(misses).hasValue(0);
  }

  @Test
  void manyThreads_disturbNothing() throws InterruptedException {
    StickTable table = table(5_000, Duration.ofHours(1));
    List<Thread> threads = new ArrayList<>();
    AtomicLong wrong = new AtomicLong();
    for (int t = 0; t < 4; t++) {
      SplittableRandom random = new SplittableRandom(t);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 100_000; i++) {
                  long key = random.nextInt(20_000);
                  String server = table.use(0, key);
                  if (server != null && !server.equals("s" + key % 7)) {
                    wrong.incrementAndGet();
                  }
                  table.put(0, key, "s" + key % 7);
                }
              }));
    }
    for (int size = 4_000; size < 40_000; size += 4_000) {
      table.configure(new StickTable.Settings(size, Duration.ofHours(1)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).hasValue(0);
  }
}
