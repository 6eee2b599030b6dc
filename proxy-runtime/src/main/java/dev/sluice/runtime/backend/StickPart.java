package dev.sluice.runtime.backend;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A part of a {@link StickTable}: keys of 128 bits, each with the name of a server, in the order of
 * their last use. Entries are numbers into arrays, so that one takes some forty bytes and a table
 * of a million is no work for the garbage collector. Grows to its size as it fills. Every method
 * holds its lock.
 */
final class StickPart {

  private static final int NONE = -1;
  private static final int FIRST = 16;

  // What an entry has in links.
  private static final int LINKS = 4;
  private static final int CHAIN = 0;
  private static final int OLDER = 1;
  private static final int NEWER = 2;
  private static final int SEEN = 3;

  /** How many that have expired are removed at once: more than come, and never many. */
  private static final int SWEEP = 2;

  /** Takes the entries of a part. */
  interface Visitor {
    void entry(long high, long low, String server, int seen);
  }

  private final int most;
  private long[] keys;
  private int[] links;
  private @Nullable String[] servers;
  private int[] buckets;
  private int used;
  private int free = NONE;
  private int oldest = NONE;
  private int newest = NONE;
  private int count;

  /** An empty part that will hold so many entries. */
  StickPart(int most) {
    this.most = most;
    int capacity = Math.min(FIRST, most);
    this.keys = new long[2 * capacity];
    this.links = new int[LINKS * capacity];
    this.servers = new String[capacity];
    this.buckets = emptyBuckets(capacity);
  }

  private static int[] emptyBuckets(int capacity) {
    int[] empty = new int[Integer.highestOneBit(Math.max(1, 2 * capacity - 1))];
    Arrays.fill(empty, NONE);
    return empty;
  }

  synchronized int count() {
    return count;
  }

  /** The server of a key, which is in use again; null if there is none, or it has expired. */
  synchronized @Nullable String use(long high, long low, int hash, int now, int life) {
    int entry = find(high, low, hash);
    if (entry == NONE) {
      return null;
    }
    if (now - links[LINKS * entry + SEEN] > life) {
      remove(entry);
      return null;
    }
    touch(entry, now);
    return servers[entry];
  }

  /** Gives a key a server. */
  synchronized void put(long high, long low, int hash, String server, int now, int life) {
    int entry = find(high, low, hash);
    if (entry == NONE) {
      sweep(now, life);
      entry = add(high, low, hash, now);
    } else {
      touch(entry, now);
    }
    servers[entry] = server;
  }

  /** Gives a key that has none a server, which was last used then. */
  synchronized void putIfAbsent(long high, long low, int hash, String server, int seen) {
    if (find(high, low, hash) == NONE) {
      int entry = add(high, low, hash, seen);
      servers[entry] = server;
    }
  }

  /** Shows all entries, the one that was used last at the end. */
  synchronized void visit(Visitor visitor) {
    for (int entry = oldest; entry != NONE; entry = links[LINKS * entry + NEWER]) {
      String server = servers[entry];
      if (server != null) {
        visitor.entry(keys[2 * entry], keys[2 * entry + 1], server, links[LINKS * entry + SEEN]);
      }
    }
  }

  private int find(long high, long low, int hash) {
    int entry = buckets[hash & (buckets.length - 1)];
    while (entry != NONE && (keys[2 * entry] != high || keys[2 * entry + 1] != low)) {
      entry = links[LINKS * entry + CHAIN];
    }
    return entry;
  }

  private void sweep(int now, int life) {
    for (int i = 0; i < SWEEP && oldest != NONE; i++) {
      if (now - links[LINKS * oldest + SEEN] <= life) {
        return;
      }
      remove(oldest);
    }
  }

  private int add(long high, long low, int hash, int seen) {
    if (count == most) {
      remove(oldest);
    }
    int entry = free;
    if (entry != NONE) {
      free = links[LINKS * entry + CHAIN];
    } else {
      if (used == servers.length) {
        grow();
      }
      entry = used++;
    }
    count++;
    keys[2 * entry] = high;
    keys[2 * entry + 1] = low;
    chain(entry, hash);
    append(entry, seen);
    return entry;
  }

  private void chain(int entry, int hash) {
    int bucket = hash & (buckets.length - 1);
    links[LINKS * entry + CHAIN] = buckets[bucket];
    buckets[bucket] = entry;
  }

  private void grow() {
    int capacity = Math.min(most, 2 * servers.length);
    keys = Arrays.copyOf(keys, 2 * capacity);
    links = Arrays.copyOf(links, LINKS * capacity);
    servers = Arrays.copyOf(servers, capacity);
    buckets = emptyBuckets(capacity);
    for (int entry = 0; entry < used; entry++) {
      chain(entry, StickTable.hash(keys[2 * entry], keys[2 * entry + 1]));
    }
  }

  // The order of use

  private void append(int entry, int seen) {
    links[LINKS * entry + SEEN] = seen;
    links[LINKS * entry + OLDER] = newest;
    links[LINKS * entry + NEWER] = NONE;
    if (newest == NONE) {
      oldest = entry;
    } else {
      links[LINKS * newest + NEWER] = entry;
    }
    newest = entry;
  }

  private void unlink(int entry) {
    int older = links[LINKS * entry + OLDER];
    int newer = links[LINKS * entry + NEWER];
    if (older == NONE) {
      oldest = newer;
    } else {
      links[LINKS * older + NEWER] = newer;
    }
    if (newer == NONE) {
      newest = older;
    } else {
      links[LINKS * newer + OLDER] = older;
    }
  }

  private void touch(int entry, int now) {
    unlink(entry);
    append(entry, now);
  }

  private void remove(int entry) {
    unlink(entry);
    int bucket = StickTable.hash(keys[2 * entry], keys[2 * entry + 1]) & (buckets.length - 1);
    int next = links[LINKS * entry + CHAIN];
    if (buckets[bucket] == entry) {
      buckets[bucket] = next;
    } else {
      int before = buckets[bucket];
      while (links[LINKS * before + CHAIN] != entry) {
        before = links[LINKS * before + CHAIN];
      }
      links[LINKS * before + CHAIN] = next;
    }
    servers[entry] = null;
    links[LINKS * entry + CHAIN] = free;
    free = entry;
    count--;
  }
}
