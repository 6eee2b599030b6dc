package dev.sluice.runtime.backend;

import dev.sluice.runtime.net.Loop;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a backend that wait for a server with a free slot, in the order in which they
 * came. One that belongs to a certain server waits for that one alone. As in HAProxy a slot that
 * comes free goes to whoever has waited longest of those that can use it. Thread-safe; while nobody
 * waits it costs the reading of a field.
 */
public final class Queue {

  /** A session that waits. Told apart by identity; asked under the queue's lock, so briefly. */
  interface Waiter {

    /** Where it is told. */
    Loop loop();

    /** A server, as this session's generation knows it; null if it is of no use to the session. */
    @Nullable LiveServer of(ServerState server);

    /** Those of one generation answer {@link #of} alike if they wait for any server. */
    Object generation();

    /** It has a slot of a server now, also if it has given up meanwhile. Called on its loop. */
    void granted(LiveServer server);

    /** Whether it waits in vain: no server takes sessions, nor is any about to. */
    boolean hopeless();

    /**
     * The only server it waited for takes no sessions any more, or it waits in vain; it is not in
     * the queue any more. Called on its loop.
     */
    void lost();
  }

  /** Told apart by identity. */
  private static final class Entry {
    final Waiter waiter;
    final @Nullable ServerState only;
    final long ticket;

    Entry(Waiter waiter, @Nullable ServerState only, long ticket) {
      this.waiter = waiter;
      this.only = only;
      this.ticket = ticket;
    }
  }

  private record Offer(Entry entry, LiveServer server) {}

  private final SequencedSet<Entry> forAny = new LinkedHashSet<>();
  private final Map<ServerState, SequencedSet<Entry>> forOne = new HashMap<>();
  private final Map<Waiter, Entry> entries = new HashMap<>();
  private long tickets;
  private volatile int size;
  private volatile int sizeForAny;

  /** How many sessions wait. */
  public int size() {
    return size;
  }

  /** How many of them wait for whichever server. */
  int sizeForAny() {
    return sizeForAny;
  }

  /**
   * Lets a session wait. The caller then offers what may have come free meanwhile, by {@link
   * #freed}.
   *
   * @param only the only server it waits for; null for any
   * @return how many were before it
   */
  synchronized int add(Waiter waiter, @Nullable ServerState only) {
    SequencedSet<Entry> line =
        only == null ? forAny : forOne.computeIfAbsent(only, key -> new LinkedHashSet<>());
    int before = line.size();
    Entry entry = new Entry(waiter, only, tickets++);
    line.addLast(entry);
    entries.put(waiter, entry);
    count();
    return before;
  }

  /** Takes a session out; false if it does not wait any more, and has been or will be told why. */
  synchronized boolean remove(Waiter waiter) {
    Entry entry = entries.get(waiter);
    if (entry == null) {
      return false;
    }
    remove(entry);
    return true;
  }

  private void remove(Entry entry) {
    entries.remove(entry.waiter);
    ServerState only = entry.only;
    if (only == null) {
      forAny.remove(entry);
    } else {
      SequencedSet<Entry> line = forOne.get(only);
      if (line != null && line.remove(entry) && line.isEmpty()) {
        forOne.remove(only);
      }
    }
    count();
  }

  private void count() {
    size = entries.size();
    sizeForAny = forAny.size();
  }

  /** A server may have free slots: those who wait get them. */
  void freed(ServerState server) {
    if (size == 0) {
      return;
    }
    synchronized (this) {
      Offer next = next(server);
      while (next != null && next.server().enter()) {
        Entry entry = next.entry();
        LiveServer granted = next.server();
        remove(entry);
        entry.waiter.loop().execute(() -> entry.waiter.granted(granted));
        next = next(server);
      }
    }
  }

  /** Who has waited longest of those that can use a server. */
  private @Nullable Offer next(ServerState server) {
    // The queue may be long: a server that is of no use to anybody must not look at all of it.
    Offer one = server.reachable() ? first(forOne.get(server), server) : null;
    Offer any = server.balanced() ? first(forAny, server) : null;
    if (one == null || any == null) {
      return one == null ? any : one;
    }
    return one.entry().ticket < any.entry().ticket ? one : any;
  }

  @SuppressWarnings("ReferenceEquality") // equals would ask parts that plugins made
  private static @Nullable Offer first(@Nullable SequencedSet<Entry> line, ServerState server) {
    Object refused = null;
    if (line != null) {
      for (Entry entry : line) {
        if (refused != entry.waiter.generation()) {
          LiveServer usable = entry.waiter.of(server);
          if (usable != null) {
            return new Offer(entry, usable);
          }
          refused = entry.waiter.generation();
        }
      }
    }
    return null;
  }

  /** Those who wait in vain are told. */
  void dismiss() {
    if (sizeForAny == 0) {
      return;
    }
    synchronized (this) {
      for (Entry entry : List.copyOf(forAny)) {
        if (entry.waiter.hopeless()) {
          remove(entry);
          entry.waiter.loop().execute(entry.waiter::lost);
        }
      }
    }
  }

  /** A server takes no sessions any more: those who wait for it alone are told. */
  synchronized void closed(ServerState server) {
    SequencedSet<Entry> line = forOne.get(server);
    if (line != null) {
      for (Entry entry : List.copyOf(line)) {
        remove(entry);
        entry.waiter.loop().execute(entry.waiter::lost);
      }
    }
  }
}
