package dev.sluice.plugin.rate;

import io.github.bucket4j.BucketState;
import java.util.Arrays;

/**
 * Some of the keys of a {@link Table}, in arrays: open addressing with linear probing, and what is
 * removed leaves no gap behind. Whoever calls it holds its lock.
 */
final class Part {

  private static final int FIRST = 16;

  /** Marks a place without a key; others have 0 sessions or more. */
  private static final int FREE = -1;

  /** How many places are looked at for keys worth nothing, for each key that comes. */
  private static final int LOOKS = 4;

  /** How many places are looked at for a key to drop if the table is full. */
  private static final int LOOKS_IF_FULL = 32;

  private final Keys keys;
  private final int parts;
  private long[] high = new long[FIRST];
  private long[] low = new long[FIRST];
  private long[] since = new long[FIRST];
  private int[] tokens = new int[FIRST];
  private int[] sessions = free(FIRST);
  private int size;
  private int hand;

  /** One of so many parts. */
  Part(Keys keys, int parts) {
    this.keys = keys;
    this.parts = parts;
  }

  private static int[] free(int length) {
    int[] sessions = new int[length];
    Arrays.fill(sessions, FREE);
    return sessions;
  }

  int size() {
    return size;
  }

  int sessions(Key key) {
    return Math.max(0, sessions[place(key.high(), key.low())]);
  }

  /**
   * Takes what a key is asked for.
   *
   * @param limit what it may have
   * @param newest by what keys are dropped
   */
  long take(
      Key key, Limit limit, Limit newest, long now, boolean token, boolean session, boolean force) {
    int place = place(key.high(), key.low());
    if (sessions[place] == FREE) {
      if (!makeRoom(newest, now)) {
        return Table.UNCOUNTED;
      }
      place = add(key.high(), key.low(), limit, now);
    }
    if (session && sessions[place] >= limit.sessions()) {
      if (force) {
        sessions[place]++;
      }
      return Table.SESSIONS;
    }
    long wait = token ? takeToken(place, limit, now) : 0;
    if (session && (wait == 0 || force)) {
      sessions[place]++;
    }
    return wait;
  }

  /** How long to wait for a token; 0 if there was one, which is then taken. */
  private long takeToken(int place, Limit limit, long now) {
    BucketState bucket = limit.bucket(since[place], tokens[place], now);
    if (bucket == null) {
      return 0;
    }
    long wait = Math.max(0, bucket.calculateDelayNanosAfterWillBePossibleToConsume(1, now, false));
    if (wait == 0) {
      bucket.consume(1);
    }
    // Another loop may have looked a moment later and come first.
    since[place] = Limit.since(bucket, Math.max(now, since[place]));
    tokens[place] = (int) bucket.getAvailableTokens();
    return wait;
  }

  void release(Key key, Limit newest, long now) {
    int place = place(key.high(), key.low());
    if (sessions[place] > 0) {
      sessions[place]--;
      if (isWorthless(place, newest, now)) {
        remove(place);
      }
    }
  }

  // Room

  private boolean makeRoom(Limit limit, long now) {
    int most = Math.max(1, limit.keys() / parts);
    sweep(limit, now);
    if (size > most) {
      // A reload brought a smaller table: one goes for the one that comes, and one more.
      boolean _ = drop(limit, now);
    }
    if (size >= most && !drop(limit, now)) {
      return false;
    }
    if ((size + 1) * 4L > sessions.length * 3L) {
      grow(most);
    } else if (size * 3L < sessions.length && sessions.length > length(most)) {
      // Or a few looks find no key to drop.
      resize(Math.max(sessions.length / 2, length(most)));
    }
    return true;
  }

  /** How many places so many keys need. */
  private static int length(long most) {
    return (int) Math.max(FIRST, most * 4 / 3 + 2);
  }

  private void sweep(Limit limit, long now) {
    for (int i = 0; i < LOOKS; i++) {
      hand = hand < sessions.length ? hand : 0;
      if (sessions[hand] != FREE && isWorthless(hand, limit, now)) {
        // What comes to lie here in its place is looked at next.
        remove(hand);
      } else {
        hand++;
      }
    }
  }

  private boolean isWorthless(int place, Limit limit, long now) {
    return sessions[place] == 0 && left(place, limit, now) >= limit.burst();
  }

  private long left(int place, Limit limit, long now) {
    BucketState bucket = limit.bucket(since[place], tokens[place], now);
    return bucket == null ? 0 : bucket.getAvailableTokens();
  }

  /**
   * Drops the key nearest to worthless among a few, or the first that is half way there, but none
   * that is refused just now. The hand stays where one was dropped: if it went on by as many as
   * were looked at, some places would run out of keys to drop while others have plenty.
   */
  private boolean drop(Limit limit, long now) {
    int best = FREE;
    long most = 0;
    for (int i = 0; i < LOOKS_IF_FULL; i++) {
      int place = (hand + i) % sessions.length;
      if (sessions[place] == 0) {
        long left = left(place, limit, now);
        if (left > most || left >= limit.burst()) {
          best = place;
          most = left;
        }
        if (2 * left >= limit.burst()) {
          break;
        }
      }
    }
    if (best == FREE) {
      hand = (hand + LOOKS_IF_FULL) % sessions.length;
      return false;
    }
    hand = best;
    remove(best);
    return true;
  }

  private void grow(int most) {
    int length = (int) Math.min(2L * sessions.length, length(most));
    resize(Math.max(length, length(size + 1L)));
  }

  private void resize(int length) {
    long[] highs = high;
    long[] lows = low;
    long[] times = since;
    int[] counts = tokens;
    int[] open = sessions;
    high = new long[length];
    low = new long[length];
    since = new long[length];
    tokens = new int[length];
    sessions = free(length);
    for (int i = 0; i < open.length; i++) {
      if (open[i] != FREE) {
        int place = place(highs[i], lows[i]);
        high[place] = highs[i];
        low[place] = lows[i];
        since[place] = times[i];
        tokens[place] = counts[i];
        sessions[place] = open[i];
      }
    }
  }

  // Places

  private int add(long keyHigh, long keyLow, Limit limit, long now) {
    int place = place(keyHigh, keyLow);
    high[place] = keyHigh;
    low[place] = keyLow;
    since[place] = now;
    tokens[place] = limit.first();
    sessions[place] = 0;
    size++;
    return place;
  }

  /** Where a key is, or would be: a place that is free. There always is one. */
  private int place(long keyHigh, long keyLow) {
    int place = home(keyHigh, keyLow);
    while (sessions[place] != FREE && (low[place] != keyLow || high[place] != keyHigh)) {
      place = next(place);
    }
    return place;
  }

  private int home(long keyHigh, long keyLow) {
    return (int) (((keys.scatter(keyHigh, keyLow) & 0xffff_ffffL) * sessions.length) >>> 32);
  }

  private int next(int place) {
    return place + 1 < sessions.length ? place + 1 : 0;
  }

  /**
   * Moves keys behind it up, so that those that look for them do not come to a free place first.
   */
  private void remove(int place) {
    int gap = place;
    for (int i = next(gap); sessions[i] != FREE; i = next(i)) {
      int home = home(high[i], low[i]);
      boolean stays = gap <= i ? gap < home && home <= i : gap < home || home <= i;
      if (!stays) {
        high[gap] = high[i];
        low[gap] = low[i];
        since[gap] = since[i];
        tokens[gap] = tokens[i];
        sessions[gap] = sessions[i];
        gap = i;
      }
    }
    sessions[gap] = FREE;
    size--;
  }
}
