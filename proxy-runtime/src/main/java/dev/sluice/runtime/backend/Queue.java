package dev.sluice.runtime.backend;

import dev.sluice.api.session.Server;
import dev.sluice.runtime.net.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a backend that wait for a server with a free slot, in the order in which they
 * came. One that belongs to a certain server waits for that one alone. As in HAProxy a slot that
 * comes free goes to whoever has waited longest of those that can use it. Thread-safe; while nobody
 * waits it costs the reading of a field.
 *
 * <p>Who leaves the queue, and with which slot, is decided under its lock; loops are woken to tell
 * them after it was released, as that may be a system call for each.
 */
public final class Queue {

  private static final long OFFER_NANOS = 100_000_000L;

  /** A session that waits. Told apart by identity. */
  interface Waiter {

    /** Where it is told. */
    Loop loop();

    /** The servers of its generation; any of them will do unless it waits for a certain one. */
    Servers servers();

    /** It has a slot of a server now, also if it has given up meanwhile. Called on its loop. */
    void granted(LiveServer server);

    /**
     * The only server it waited for takes no sessions any more, or none has an address, nor will
     * have one soon; it is not in the queue any more. Called on its loop. If all are only down it
     * goes on waiting, as in HAProxy: one may be up again in time.
     */
    void lost();
  }

  /** Told apart by identity. */
  private static final class Entry {
    final Waiter waiter;
    final @Nullable LiveServer only;
    final long ticket;

    Entry(Waiter waiter, @Nullable LiveServer only, long ticket) {
      this.waiter = waiter;
      this.only = only;
      this.ticket = ticket;
    }
  }

  private record Offer(Entry entry, LiveServer server) {}

  /**
   * What sessions of one loop are to be told, in the order in which they left the queue. There are
   * as many wake-ups as there is to be told; as they overtake each other, each tells what is first.
   */
  private static final class Mailbox implements Runnable {
    final Loop loop;
    final ConcurrentLinkedQueue<Runnable> letters = new ConcurrentLinkedQueue<>();

    Mailbox(Loop loop) {
      this.loop = loop;
    }

    void wake() {
      try {
        loop.execute(this);
      } catch (RejectedExecutionException e) {
        // The process ends, this loop before others: who waits on those is told all the same.
      }
    }

    @Override
    public void run() {
      letters.remove().run();
    }
  }

  // No line is empty. Those who wait for any server have one for each generation, as what is of no
  // use to the first of it is of no use to the others: the queue may be long.
  private final Map<Servers, SequencedSet<Entry>> forAny = new HashMap<>();
  private final Map<ServerState, SequencedSet<Entry>> forOne = new HashMap<>();
  private final Map<Waiter, Entry> entries = new HashMap<>();
  private final Map<Loop, Mailbox> mailboxes = new HashMap<>();
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

  // Those who wait

  /**
   * Lets a session wait. It is told soon if there is a slot for it already, or will be none.
   *
   * @param only the only server it waits for; null for any
   * @return how many were before it
   */
  int add(Waiter waiter, @Nullable LiveServer only) {
    int before = append(waiter, only);
    // What has happened before the session could be seen here was told to others at most.
    if (only != null) {
      freed(only.state());
      if (!only.state().reachable()) {
        closed(only.state());
      }
      return before;
    }
    List<Server> usable = waiter.servers().usable();
    for (Server each : usable) {
      freed(((LiveServer) each).state());
    }
    if (usable.isEmpty()) {
      dismiss();
    }
    return before;
  }

  private synchronized int append(Waiter waiter, @Nullable LiveServer only) {
    SequencedSet<Entry> line =
        only == null
            ? forAny.computeIfAbsent(waiter.servers(), key -> new LinkedHashSet<>())
            : forOne.computeIfAbsent(only.state(), key -> new LinkedHashSet<>());
    int before = only == null ? sizeForAny : line.size();
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
    LiveServer only = entry.only;
    if (only == null) {
      remove(entry, forAny, entry.waiter.servers());
    } else {
      remove(entry, forOne, only.state());
    }
    count();
  }

  private static <K> void remove(Entry entry, Map<K, SequencedSet<Entry>> lines, K key) {
    SequencedSet<Entry> line = lines.get(key);
    if (line != null && line.remove(entry) && line.isEmpty()) {
      lines.remove(key);
    }
  }

  private void count() {
    size = entries.size();
    int any = 0;
    for (SequencedSet<Entry> line : forAny.values()) {
      any += line.size();
    }
    sizeForAny = any;
  }

  // What becomes of them

  /** A server may have free slots: those who wait get them. */
  void freed(ServerState server) {
    if (size == 0) {
      return;
    }
    // Asked first: if it ends while slots are taken, there are some that nobody was offered.
    boolean starting = server.slowstart().running();
    List<Mailbox> told = new ArrayList<>();
    Offer next;
    synchronized (this) {
      next = next(server);
      while (next != null && next.server().enter()) {
        Waiter waiter = next.entry().waiter;
        LiveServer granted = next.server();
        remove(next.entry());
        told.add(post(waiter, () -> waiter.granted(granted)));
        next = next(server);
      }
    }
    told.forEach(Mailbox::wake);
    if (starting && next != null) {
      offerLater(server, next.entry().waiter.loop());
    }
  }

  /**
   * While a server starts slowly its limit rises: there come to be slots that nobody gives back.
   */
  private void offerLater(ServerState server, Loop loop) {
    if (server.slowstart().claimOffer()) {
      Runnable offer =
          () -> {
            server.slowstart().offered();
            freed(server);
          };
      loop.execute(() -> loop.timer(offer).start(OFFER_NANOS));
    }
  }

  /** Who has waited longest of those that can use a server. */
  private @Nullable Offer next(ServerState server) {
    Offer first = null;
    SequencedSet<Entry> its = forOne.get(server);
    if (its != null && server.reachable()) {
      Entry head = its.getFirst();
      first = new Offer(head, Objects.requireNonNull(head.only));
    }
    if (server.balanced()) {
      for (Map.Entry<Servers, SequencedSet<Entry>> line : forAny.entrySet()) {
        Entry head = line.getValue().getFirst();
        if (first == null || head.ticket < first.entry().ticket) {
          LiveServer usable = line.getKey().usable(server);
          first = usable == null ? first : new Offer(head, usable);
        }
      }
    }
    return first;
  }

  /** Those who wait in vain are told. */
  void dismiss() {
    if (sizeForAny == 0) {
      return;
    }
    List<Mailbox> told = new ArrayList<>();
    synchronized (this) {
      for (Servers servers : List.copyOf(forAny.keySet())) {
        if (servers.hopeless()) {
          told.addAll(dissolve(forAny.get(servers)));
        }
      }
    }
    told.forEach(Mailbox::wake);
  }

  /** A server takes no sessions any more: those who wait for it alone are told. */
  void closed(ServerState server) {
    if (size == 0) {
      return;
    }
    List<Mailbox> told;
    synchronized (this) {
      told = dissolve(forOne.get(server));
    }
    told.forEach(Mailbox::wake);
  }

  private List<Mailbox> dissolve(@Nullable SequencedSet<Entry> line) {
    List<Mailbox> told = new ArrayList<>();
    if (line != null) {
      for (Entry entry : List.copyOf(line)) {
        remove(entry);
        told.add(post(entry.waiter, entry.waiter::lost));
      }
    }
    return told;
  }

  private Mailbox post(Waiter waiter, Runnable letter) {
    Mailbox mailbox = mailboxes.computeIfAbsent(waiter.loop(), Mailbox::new);
    mailbox.letters.add(letter);
    return mailbox;
  }
}
