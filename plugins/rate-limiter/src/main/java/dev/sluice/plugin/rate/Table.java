package dev.sluice.plugin.rate;

import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * What is known of each key: its bucket and its sessions, 32 bytes. It holds no more keys than it
 * may, or comes down to that, two for each that comes, when it may hold fewer than before. A key
 * whose bucket is full and that has no session is worth nothing and makes room for others; by which
 * limit, says the newest that something was taken by, as filters of earlier configurations go on
 * for as long as their sessions last. Thread-safe: keys are spread over parts with a lock each,
 * which is held for a fraction of a microsecond but for the few times that a part grows.
 */
final class Table {

  /** Allowed. */
  static final long ALLOWED = 0;

  /**
   * Refused: the key has as many sessions as it may. A number above 0 is a wait, in nanoseconds.
   */
  static final long SESSIONS = -1;

  /** Allowed and not counted: the table is full of keys that have used up what they may. */
  static final long UNCOUNTED = -2;

  /** So many parts, that one of a table of a million keys grows in less than a millisecond. */
  private static final int PARTS = 64;

  private final Keys keys;
  private final Part[] parts;
  private final AtomicReference<Limit> newest = new AtomicReference<>(Limit.OLDEST);

  Table(Keys keys) {
    this(keys, PARTS);
  }

  Table(Keys keys, int parts) {
    this.keys = keys;
    this.parts =
        IntStream.range(0, parts).mapToObj(i -> new Part(keys, parts)).toArray(Part[]::new);
  }

  /**
   * Takes what a key is asked for, or nothing of it.
   *
   * @param now in nanoseconds of a clock that does not go back
   * @param token whether a token is asked for
   * @param session whether a session is
   * @param force whether the session is counted also if it is refused
   */
  long take(Key key, Limit limit, long now, boolean token, boolean session, boolean force) {
    Part part = part(key);
    Limit judge = newest(limit);
    synchronized (part) {
      return part.take(key, limit, judge, now, token, session, force);
    }
  }

  private Limit newest(Limit limit) {
    Limit known = newest.get();
    return known.number() >= limit.number()
        ? known
        : newest.accumulateAndGet(limit, (a, b) -> a.number() >= b.number() ? a : b);
  }

  /** Gives a session back that was counted. */
  void release(Key key, Limit limit, long now) {
    Part part = part(key);
    Limit judge = newest(limit);
    synchronized (part) {
      part.release(key, judge, now);
    }
  }

  private Part part(Key key) {
    long scattered = keys.scatter(key.high(), key.low());
    return parts[(int) (((scattered >>> 32) * parts.length) >>> 32)];
  }

  /** How many keys it holds. */
  int size() {
    int size = 0;
    for (Part part : parts) {
      synchronized (part) {
        size += part.size();
      }
    }
    return size;
  }

  /** How many sessions a key has. */
  int sessions(Key key) {
    Part part = part(key);
    synchronized (part) {
      return part.sessions(key);
    }
  }
}
