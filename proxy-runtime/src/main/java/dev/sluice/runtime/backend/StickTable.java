package dev.sluice.runtime.backend;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which server the sessions of a client go to, for some time after the last of them. Outlives
 * reloads; a server is known by its name. It holds a bounded number of clients, and who was away
 * longest makes room for a new one. It is made of many small parts, each under a lock of its own,
 * so that no event loop waits long, nor for one that grows. Thread-safe.
 */
public final class StickTable {

  /** Large enough that clients spread evenly, small enough to be copied in a moment. */
  private static final int PART = 4096;

  private static final long SECOND = 1_000_000_000L;

  /** Nobody can tell beforehand which clients share a bucket. */
  private static final long SEED = new SecureRandom().nextLong();

  /**
   * What a configuration says about it.
   *
   * @param size how many clients it holds at most, at least 1
   * @param expire how long a client may be away; counted in whole seconds
   */
  public record Settings(int size, Duration expire) {}

  private final LongSupplier nanoTime;
  private final long start;
  private volatile Settings settings;
  private volatile Parts parts;

  /**
   * What it is made of, read at once: nobody may see the new ones without those that are copied.
   *
   * @param former what it was made of before its size changed, while that is copied
   */
  @SuppressWarnings("ArrayRecordComponent") // is no value, and compared by identity alone
  private record Parts(StickPart[] current, StickPart @Nullable [] former) {}

  StickTable(Settings settings, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.settings = settings;
    this.parts = new Parts(parts(settings.size()), null);
  }

  private static StickPart[] parts(int size) {
    StickPart[] parts = new StickPart[Integer.highestOneBit(Math.max(1, size / PART))];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new StickPart(size / parts.length + (i < size % parts.length ? 1 : 0));
    }
    return parts;
  }

  /** Of the lower bits of a hash a part makes its buckets. */
  private static StickPart part(StickPart[] of, int hash) {
    return of[(hash >>> 16) & (of.length - 1)];
  }

  static int hash(long high, long low) {
    long mixed = mix(mix(high ^ SEED) + low);
    return (int) (mixed >>> 32);
  }

  /** Every bit of the input changes half of the output's (MurmurHash3's finalizer). */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  private int now() {
    return (int) ((nanoTime.getAsLong() - start) / SECOND);
  }

  private int life() {
    return (int) settings.expire().plusNanos(SECOND - 1).toSeconds();
  }

  /** How many clients it holds, those included whose time is over. */
  public int count() {
    int sum = 0;
    for (StickPart part : parts.current()) {
      sum += part.count();
    }
    return sum;
  }

  /** The server of a key, which is in use again; null if there is none. */
  @Nullable String use(long high, long low) {
    int hash = hash(high, low);
    Parts made = parts;
    StickPart[] former = made.former();
    String server = part(made.current(), hash).use(high, low, hash, now(), life());
    return server == null && former != null
        ? part(former, hash).use(high, low, hash, now(), life())
        : server;
  }

  /** Gives a key a server. */
  @SuppressWarnings("ReferenceEquality") // the very parts
  void put(long high, long low, String server) {
    int hash = hash(high, low);
    StickPart[] into;
    do {
      into = parts.current();
      part(into, hash).put(high, low, hash, server, now(), life());
      // What was put into a part that had been copied already would be lost.
    } while (into != parts.current());
  }

  /** A configuration has come into effect. One change at a time. */
  void configure(Settings next) {
    Settings before = settings;
    settings = next;
    if (next.size() == before.size()) {
      return;
    }
    StickPart[] old = parts.current();
    StickPart[] made = parts(next.size());
    parts = new Parts(made, old);
    for (StickPart part : old) {
      part.visit((high, low, server, seen) -> {
        int hash = hash(high, low);
        part(made, hash).putIfAbsent(high, low, hash, server, seen);
      });
    }
    parts = new Parts(made, null);
  }
}
