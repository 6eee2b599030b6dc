package dev.sluice.plugin.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.settings.BadValueException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1000 * MILLISECOND;

  private long now = 77;

  private static Limit limit(String rate, int burst, int sessions, int keys) {
    try {
      return Limit.of(Rate.parse(rate), burst, sessions, keys);
    } catch (BadValueException e) {
      throw new AssertionError(e);
    }
  }

  private static Key key(long number) {
    return new Key(number >>> 3, number);
  }

  private long token(Table table, long key, Limit limit) {
    return table.take(key(key), limit, now, true, false, false);
  }

  private long session(Table table, long key, Limit limit) {
    return table.take(key(key), limit, now, false, true, false);
  }

  /** What a bucket of Bucket4j says, which has an object for each key. */
  private static final class Model {
    private final Map<Key, Bucket> buckets = new HashMap<>();
    private final Map<Key, Integer> sessions = new HashMap<>();
    private final Limit limit;
    private long time;

    Model(Limit limit) {
      this.limit = limit;
    }

    private Bucket bucket(Key key) {
      return buckets.computeIfAbsent(
          key,
          _ -> {
            TimeMeter meter =
                new TimeMeter() {
                  @Override
                  public long currentTimeNanos() {
                    return time;
                  }

                  @Override
                  public boolean isWallClockBased() {
                    return false;
                  }
                };
            var bandwidth = Objects.requireNonNull(limit.bucket()).getBandwidths()[0];
            return Bucket.builder().addLimit(bandwidth).withCustomTimePrecision(meter).build();
          });
    }

    boolean take(Key key, boolean token, boolean session) {
      int open = sessions.getOrDefault(key, 0);
      if ((session && open >= limit.sessions()) || (token && !bucket(key).tryConsume(1))) {
        return false;
      }
      if (session) {
        sessions.put(key, open + 1);
      }
      return true;
    }

    void release(Key key) {
      sessions.merge(key, -1, Integer::sum);
    }
  }

  @Property(tries = 200)
  void decisions_areThoseOfABucketPerKey(@ForAll Random random) {
    Limit limit = limit("10/s", 1 + random.nextInt(12), 1 + random.nextInt(4), 1024);
    Table table = new Table(new Keys(), 1);
    Model model = new Model(limit);
    model.time = now;
    List<Key> open = new ArrayList<>();
    int keys = 1 + random.nextInt(60);
    for (int i = 0; i < 2000; i++) {
      Key key = key(random.nextInt(keys));
      if (random.nextInt(3) == 0 && !open.isEmpty()) {
        Key closed = open.remove(random.nextInt(open.size()));
        table.release(closed, limit, now);
        model.release(closed);
      } else {
        boolean token = random.nextBoolean();
        boolean session = random.nextBoolean();
        boolean taken = table.take(key, limit, now, token, session, false) == Table.ALLOWED;
        assertThat(taken).isEqualTo(model.take(key, token, session));
        if (taken && session) {
          open.add(key);
        }
      }
      assertThat(table.sessions(key)).isEqualTo(model.sessions.getOrDefault(key, 0));
      now += 1000L * random.nextInt(random.nextInt(20) == 0 ? 2_000_000 : 10_000);
      model.time = now;
    }
    assertThat(table.size()).isLessThanOrEqualTo(keys);
  }

  @Test
  void rate_isExact_overAMinute() {
    Table table = new Table(new Keys());
    Limit limit = limit("100/s", 20, Limit.ANY, 1024);
    int allowed = 0;
    for (int i = 0; i < 60_000 * 7; i++) {
      allowed += token(table, 1, limit) == Table.ALLOWED ? 1 : 0;
      now += MILLISECOND / 7;
    }
    assertThat(allowed).isBetween(6019, 6020);
  }

  @Test
  void wait_isUntilTheNextToken() {
    Table table = new Table(new Keys());
    Limit limit = limit("1/m", 1, Limit.ANY, 1024);
    assertThat(token(table, 1, limit)).isEqualTo(Table.ALLOWED);
    assertThat(token(table, 1, limit)).isEqualTo(60 * SECOND);
    now += 59 * SECOND;
    long wait = token(table, 1, limit);
    assertThat(wait).isEqualTo(SECOND);
    now += wait;
    assertThat(token(table, 1, limit)).isEqualTo(Table.ALLOWED);
  }

  @Test
  void clockThatAnotherLoopHasReadLater_givesNothingTwice() {
    Table table = new Table(new Keys());
    Limit limit = limit("1/s", 1, Limit.ANY, 1024);
    now += SECOND;
    assertThat(token(table, 1, limit)).isEqualTo(Table.ALLOWED);
    now -= MILLISECOND;
    assertThat(token(table, 1, limit)).isPositive();
    now += SECOND / 2;
    assertThat(token(table, 1, limit)).isPositive();
    now += SECOND;
    assertThat(token(table, 1, limit)).isEqualTo(Table.ALLOWED);
  }

  @Test
  void newRate_holdsForKeysThatAreThere() {
    Table table = new Table(new Keys());
    Limit wide = limit("100/s", 100, Limit.ANY, 1024);
    Limit narrow = limit("1/s", 2, Limit.ANY, 1024);
    for (int i = 0; i < 50; i++) {
      assertThat(token(table, 1, wide)).isEqualTo(Table.ALLOWED);
    }
    assertThat(token(table, 1, narrow)).isEqualTo(Table.ALLOWED);
    assertThat(token(table, 1, narrow)).isEqualTo(Table.ALLOWED);
    assertThat(token(table, 1, narrow)).isPositive();
    // What was used up under one limit is under the other.
    assertThat(token(table, 1, wide)).isPositive();
  }

  @Test
  void keysThatAreWorthNothing_makeRoom() {
    Table table = new Table(new Keys(), 1);
    Limit limit = limit("10/s", 1, Limit.ANY, 1024);
    for (int i = 0; i < 100_000; i++) {
      assertThat(token(table, i, limit)).isEqualTo(Table.ALLOWED);
      now += MILLISECOND;
    }
    // 100 are on their way to full at any time; the sweep is behind them by less than as many
    // again.
    assertThat(table.size()).isBetween(100, 300);
  }

  @Test
  void fullTable_dropsWhatIsNearestToFull_andNobodyWhoIsRefused() {
    Table table = new Table(new Keys(), 1);
    Limit limit = limit("1/h", 10, Limit.ANY, 1024);
    for (int offender = 0; offender < 300; offender++) {
      for (int i = 0; i < 10; i++) {
        assertThat(token(table, offender, limit)).isEqualTo(Table.ALLOWED);
      }
    }
    for (int i = 1000; i < 50_000; i++) {
      assertThat(token(table, i, limit)).isEqualTo(Table.ALLOWED);
    }
    assertThat(table.size()).isEqualTo(1024);
    for (int offender = 0; offender < 300; offender++) {
      assertThat(token(table, offender, limit)).isPositive();
    }
  }

  @Test
  void smallerTable_isComeDownToWithTheKeysThatCome() {
    Table table = new Table(new Keys(), 1);
    Limit wide = limit("1/h", 10, Limit.ANY, 20_000);
    for (int i = 0; i < 20_000; i++) {
      assertThat(token(table, i, wide)).isEqualTo(Table.ALLOWED);
    }
    Limit narrow = limit("1/h", 10, Limit.ANY, 100);
    for (int i = 50_000; i < 75_000; i++) {
      assertThat(token(table, i, narrow)).isEqualTo(Table.ALLOWED);
    }
    assertThat(table.size()).isEqualTo(100);
  }

  @Test
  void tableFullOfRefused_letsOthersThroughUncounted() {
    Table table = new Table(new Keys(), 1);
    Limit limit = limit("1/h", 1, Limit.ANY, 1024);
    for (int i = 0; i < 1024; i++) {
      assertThat(token(table, i, limit)).isEqualTo(Table.ALLOWED);
    }
    assertThat(token(table, 5000, limit)).isEqualTo(Table.UNCOUNTED);
    assertThat(token(table, 1023, limit)).isPositive();
    assertThat(table.size()).isEqualTo(1024);
    now += 3600 * SECOND;
    assertThat(token(table, 5000, limit)).isEqualTo(Table.ALLOWED);
  }

  @Test
  void keyWithASession_isNeverDropped() {
    Table table = new Table(new Keys(), 1);
    Limit limit = limit("1000/s", 1, 1, 1024);
    for (int i = 0; i < 500; i++) {
      assertThat(session(table, i, limit)).isEqualTo(Table.ALLOWED);
    }
    for (int i = 1000; i < 20_000; i++) {
      token(table, i, limit);
      now += MILLISECOND / 10;
    }
    for (int i = 0; i < 500; i++) {
      assertThat(session(table, i, limit)).isEqualTo(Table.SESSIONS);
      table.release(key(i), limit, now);
    }
    now += SECOND;
    for (int i = 50_000; i < 51_000; i++) {
      token(table, i, limit);
      now += SECOND;
    }
    // What comes behind the sweep waits for a round of it.
    assertThat(table.size()).isLessThan(500);
  }

  @Test
  void sessionThatIsForced_isCountedAboveTheLimit() {
    Table table = new Table(new Keys());
    Limit limit = Limit.of(null, 0, 1, 1024);
    assertThat(table.take(key(1), limit, now, false, true, true)).isEqualTo(Table.ALLOWED);
    assertThat(table.take(key(1), limit, now, false, true, true)).isEqualTo(Table.SESSIONS);
    assertThat(table.sessions(key(1))).isEqualTo(2);
    table.release(key(1), limit, now);
    table.release(key(1), limit, now);
    assertThat(table.size()).isZero();
  }

  @Test
  void severalThreads_takeNoMoreThanThereIs() throws InterruptedException {
    Table table = new Table(new Keys());
    Limit limit = limit("1/h", 1000, 7, 100_000);
    AtomicLong allowed = new AtomicLong();
    CountDownLatch done = new CountDownLatch(4);
    for (int t = 0; t < 4; t++) {
      int offset = t * 10_000;
      Thread.ofPlatform()
          .start(() -> {
            for (int i = 0; i < 10_000; i++) {
              if (table.take(key(1), limit, now, true, false, false) == Table.ALLOWED) {
                allowed.incrementAndGet();
              }
              if (table.take(key(2), limit, now, false, true, false) == Table.ALLOWED) {
                assertThat(table.sessions(key(2))).isBetween(1, 7);
                table.release(key(2), limit, now);
              }
              table.take(key(100 + offset + i), limit, now, true, false, false);
            }
            done.countDown();
          });
    }
    done.await();
    assertThat(allowed.get()).isEqualTo(1000);
    assertThat(table.sessions(key(2))).isZero();
    assertThat(table.size()).isBetween(40_001, 40_002);
  }
}
