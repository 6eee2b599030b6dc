package dev.sluice.runtime.backend;

import dev.sluice.api.ServedCertificate;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a server and outlives reloads: how many sessions it has, whether its check finds
 * it alive, and what the operator wants of it. The configuration, checks, sessions that could not
 * connect and the operator all call this one object. Thread-safe.
 */
public final class ServerState {

  private static final Logger log = LoggerFactory.getLogger(ServerState.class);

  /** Sixteenths of a unit of weight; see {@link dev.sluice.api.session.Server}. */
  static final int WEIGHT_SCALE = 16;

  private static final int KEPT_TRANSITIONS = 20;
  private static final long OFFER_NANOS = 100_000_000L;

  /** What the operator wants of a server. */
  public enum Admin {
    /** It takes sessions. */
    READY,
    /** It takes only sessions that belong to it, by a cookie or a rule. */
    DRAIN,
    /** It takes none, and is not checked. */
    MAINT
  }

  /**
   * What a configuration says about a server that sessions of all generations heed.
   *
   * @param admin its state as long as the operator says nothing else
   * @param weight its weight, likewise
   * @param limits how many sessions it takes
   * @param slowstart how long it takes a server that came up to get its full share; null for none
   * @param shutdownSessions whether its sessions are ended when it goes down
   */
  public record Settings(
      Admin admin,
      int weight,
      Limits limits,
      @Nullable Duration slowstart,
      boolean shutdownSessions) {}

  private final BackendState backend;
  private final String name;
  private final AtomicInteger sessions = new AtomicInteger();
  private final LongAdder total = new LongAdder();
  private final LongAdder connectionErrors = new LongAdder();
  private final LongAdder downs = new LongAdder();
  private final LongAdder checks = new LongAdder();
  private final LongAdder checkFailures = new LongAdder();
  private final ArrayDeque<Transition> transitions = new ArrayDeque<>();

  private volatile Settings settings;
  private volatile Admin admin;
  private volatile int weight;
  private volatile boolean up = true;
  private volatile SocketAddress address;
  private volatile Resolution resolution;
  private volatile boolean moved;

  /** Since when it is starting slowly, by {@link System#nanoTime()}; read only if it is. */
  private volatile long cameUp;

  private volatile boolean configured;
  private volatile boolean starting;
  private final AtomicBoolean offering = new AtomicBoolean();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile @Nullable Observer observer;
  private volatile @Nullable ServedCertificate certificate;

  // Of the control thread: since when no configuration has it; 0 if one does.
  private long gone;

  /** Whether it is known where a server is. */
  private enum Resolution {
    KNOWN,
    /** Its name is being looked up for the first time. */
    AWAITED,
    UNKNOWN
  }

  /** A server that is up, with no sessions. */
  ServerState(BackendState backend, String name, SocketAddress address, Settings settings) {
    this.backend = backend;
    this.name = name;
    this.address = address;
    this.resolution =
        address instanceof InetSocketAddress internet && internet.isUnresolved()
            ? Resolution.AWAITED
            : Resolution.KNOWN;
    this.settings = settings;
    this.admin = settings.admin();
    this.weight = settings.weight();
  }

  /** The server's name. */
  public String name() {
    return name;
  }

  /** The state of its backend. */
  public BackendState backend() {
    return backend;
  }

  /** How many sessions it has, or in mode http requests. */
  public int sessions() {
    return sessions.get();
  }

  /** Whether its check finds it alive; also if it has no check, or none had a result yet. */
  public boolean up() {
    return up;
  }

  /** How many sessions it has been given. */
  public long total() {
    return total.sum();
  }

  /** How many attempts to connect to it failed. */
  public long connectionErrors() {
    return connectionErrors.sum();
  }

  /** How many checks of it have ended. */
  public long checks() {
    return checks.sum();
  }

  /** How many of them have failed. */
  public long checkFailures() {
    return checkFailures.sum();
  }

  /** A check of it has ended. */
  public void checked(boolean passed) {
    checks.increment();
    if (!passed) {
      checkFailures.increment();
    }
  }

  /** How often it went down. */
  public long downs() {
    return downs.sum();
  }

  /** What the operator wants of it. */
  public Admin admin() {
    return admin;
  }

  /** Its weight, 0 to 256: the operator's, or that of the configuration. */
  public int weight() {
    return weight;
  }

  /** Where it is; as long as that is not known, the name by which it is looked up. */
  public SocketAddress address() {
    return address;
  }

  /** Whether it is known where it is; it takes no sessions otherwise. */
  public boolean resolved() {
    return resolution == Resolution.KNOWN;
  }

  /** Whether it was elsewhere before, so that there may be connections to another address. */
  public boolean moved() {
    return moved;
  }

  /** Whether it is about to turn out where it is. */
  boolean awaited() {
    return resolution == Resolution.AWAITED && up && admin == Admin.READY && weight > 0;
  }

  /** Whether sessions that belong to it may go there: by a cookie, a rule, or their address. */
  public boolean reachable() {
    return up && resolved() && admin != Admin.MAINT;
  }

  /** Whether any session may go there that a balancer sends. */
  public boolean balanced() {
    return up && resolved() && admin == Admin.READY && weight > 0;
  }

  /** Its weight as it counts now, in sixteenths. */
  public int effectiveWeight() {
    int full = weight * WEIGHT_SCALE;
    return starting ? ramped(full) : full;
  }

  /** A limit as it counts now: while it starts slowly a part of it, but at least 1 of anything. */
  int ramped(int full) {
    Duration slowstart = settings.slowstart();
    if (!starting || slowstart == null || full == 0) {
      return full;
    }
    long since = System.nanoTime() - cameUp;
    long whole = slowstart.toNanos();
    if (since >= whole) {
      starting = false;
      return full;
    }
    return Math.max(1, (int) (full * (double) since / whole));
  }

  /**
   * While it starts slowly its limit rises with time, so that there are slots that nobody gave
   * back: those who wait are offered them now and then.
   *
   * @param loop on which this is called
   */
  void offerWhileStarting(Loop loop) {
    if (starting && backend.queue().size() > 0 && offering.compareAndSet(false, true)) {
      Timer next =
          loop.timer(() -> {
            offering.set(false);
            int _ = ramped(1);
            backend.queue().freed(this);
            offerWhileStarting(loop);
          });
      next.start(OFFER_NANOS);
    }
  }

  // Sessions

  /** Takes a slot, if there is one. */
  boolean enter() {
    boolean entered = take(settings.limits().now(this));
    if (entered) {
      total.increment();
    }
    return entered;
  }

  private boolean take(int limit) {
    if (limit == Integer.MAX_VALUE) {
      sessions.incrementAndGet();
      return true;
    }
    int now = sessions.get();
    while (now < limit) {
      int seen = sessions.compareAndExchange(now, now + 1);
      if (seen == now) {
        return true;
      }
      now = seen;
    }
    return false;
  }

  /** Whether there was no free slot just now. */
  boolean full() {
    return sessions() >= settings.limits().now(this);
  }

  /** Gives a slot back; the next session of the queue may get it. */
  void leave() {
    sessions.decrementAndGet();
    backend.queue().freed(this);
  }

  // Passive observation

  /** Takes notice of attempts to connect that failed. */
  public interface Observer {

    /**
     * A session could not connect. Called on any event loop.
     *
     * @param inARow how many could not since one could
     */
    void notConnected(int inARow, String reason);
  }

  /** Who takes notice from now on; null for nobody. */
  public void observer(@Nullable Observer next) {
    observer = next;
  }

  /** A session could connect. */
  void connected() {
    if (failures.get() > 0) {
      failures.set(0);
    }
  }

  /** A session could not. */
  void notConnected(String reason) {
    connectionErrors.increment();
    int inARow = failures.incrementAndGet();
    Observer current = observer;
    if (current != null) {
      current.notConnected(inARow, reason);
    }
  }

  // Certificate

  /** What its check saw it serve last; null if that does not look, or did not yet. */
  public @Nullable ServedCertificate certificate() {
    return certificate;
  }

  /** Its check saw it serve this. */
  public void certificate(ServedCertificate served) {
    certificate = served;
  }

  // Configuration

  /** Whether a configuration that came into effect has, or had it. */
  boolean configured() {
    return configured;
  }

  /** It is in the configuration. */
  boolean kept() {
    gone = 0;
    return false;
  }

  /** It is not in the configuration; whether for so long that nothing need be known of it. */
  boolean forgotten(long now, long nanos) {
    if (gone == 0) {
      gone = now == 0 ? 1 : now;
    }
    return now - gone >= nanos && sessions() == 0;
  }

  /** A configuration has come into effect. What the operator has set stays until it changes. */
  void configure(Settings next) {
    configured = true;
    Settings before = settings;
    settings = next;
    if (next.admin() != before.admin()) {
      admin(next.admin(), "the configuration says so");
    }
    if (next.weight() != before.weight()) {
      weight(next.weight());
    }
    if (!next.limits().equals(before.limits())) {
      backend.changed(this);
    }
  }

  // Changes

  /** Changes what the operator wants of it. */
  public void admin(Admin wanted, String reason) {
    Admin before;
    synchronized (this) {
      before = admin;
      admin = wanted;
      if (before != wanted) {
        remember(wanted.name(), reason);
      }
    }
    if (before != wanted) {
      log.info("{} is {}: {}", this, word(wanted), reason);
      if (before == Admin.MAINT) {
        startSlowly();
      }
      backend.changed(this);
    }
  }

  /**
   * A name server says where it is. New sessions go there, others live on where they are. Called by
   * one thread.
   */
  public void locate(SocketAddress where) {
    SocketAddress before = address;
    boolean known = resolved();
    if (known && before.equals(where)) {
      return;
    }
    address = where;
    moved |= known;
    resolution = Resolution.KNOWN;
    backend.changed(this);
    log.info("{} is at {}{}", this, where, known ? ", no more at " + before : "");
  }

  /** It is not known, or not any more, where it is. Called by the same thread. */
  public void unlocate(String reason) {
    Resolution before = resolution;
    if (before == Resolution.UNKNOWN) {
      return;
    }
    resolution = Resolution.UNKNOWN;
    if (before == Resolution.KNOWN) {
      log.info("{} has no address any more: {}", this, reason);
    }
    backend.changed(this);
    backend.queue().dismiss();
  }

  private static String word(Admin admin) {
    return switch (admin) {
      case READY -> "ready";
      case DRAIN -> "drained: no new sessions but those that belong to it";
      case MAINT -> "in maintenance";
    };
  }

  /**
   * Changes its weight.
   *
   * @param wanted 0 to 256
   */
  public void weight(int wanted) {
    if (weight != wanted) {
      weight = wanted;
      backend.changed(this);
    }
  }

  /** Its check finds it alive. Nothing happens if it was before. */
  public void markUp(String reason) {
    if (mark(true, reason)) {
      failures.set(0);
      log.info("{} is UP: {}", this, reason);
      startSlowly();
      backend.changed(this);
    }
  }

  /** It does not work. Nothing happens if that was known. */
  public void markDown(String reason) {
    if (mark(false, reason)) {
      downs.increment();
      log.warn("{} is DOWN: {}", this, reason);
      backend.changed(this);
      if (settings.shutdownSessions()) {
        backend.shutdown(this);
      }
    }
  }

  private synchronized boolean mark(boolean now, String reason) {
    if (up == now) {
      return false;
    }
    up = now;
    remember(now ? "UP" : "DOWN", reason);
    return true;
  }

  private void startSlowly() {
    if (settings.slowstart() != null) {
      cameUp = System.nanoTime();
      starting = true;
    }
  }

  private synchronized void remember(String state, String reason) {
    if (transitions.size() == KEPT_TRANSITIONS) {
      transitions.removeFirst();
    }
    transitions.addLast(new Transition(Instant.now(), state, reason));
  }

  /** The last changes, the oldest first. */
  public synchronized List<Transition> transitions() {
    return List.copyOf(transitions);
  }

  /** For people: {@code backend 'app': server 's1'}. */
  @Override
  public String toString() {
    return "backend '" + backend.name() + "': server '" + name + "'";
  }
}
