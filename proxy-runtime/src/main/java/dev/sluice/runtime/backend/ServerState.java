package dev.sluice.runtime.backend;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
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
  private final SlotCount slots = new SlotCount();
  private final LongAdder downs = new LongAdder();
  private final CheckCount checks = new CheckCount();
  private final ConnectionErrors connectionErrors = new ConnectionErrors();
  private final Slowstart slowstart = new Slowstart();
  private final Location location;
  private final Transitions transitions = new Transitions();

  private volatile Settings settings;
  private volatile Admin admin;
  private volatile int weight;
  private volatile boolean up = true;
  private volatile boolean configured;

  // Of the control thread: since when no configuration has it; 0 if one does.
  private long gone;

  /** A server that is up, with no sessions. */
  ServerState(BackendState backend, String name, SocketAddress address, Settings settings) {
    this.backend = backend;
    this.name = name;
    this.location = new Location(address);
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
    return slots.taken();
  }

  /** Whether its check finds it alive; also if it has no check, or none had a result yet. */
  public boolean up() {
    return up;
  }

  /** How many sessions it has been given. */
  public long total() {
    return slots.total();
  }

  /** The attempts to connect to it that failed. */
  public ConnectionErrors connectionErrors() {
    return connectionErrors;
  }

  /** What checks of it have found. */
  public CheckCount checks() {
    return checks;
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
    return location.address();
  }

  /** Whether it is known where it is; it takes no sessions otherwise. */
  public boolean resolved() {
    return location.known();
  }

  /** Whether it was elsewhere before, so that there may be connections to another address. */
  public boolean moved() {
    return location.moved();
  }

  /** Whether it is about to turn out where it is. */
  boolean awaited() {
    return location.awaited() && up && admin == Admin.READY && weight > 0;
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
    return ramped(weight * WEIGHT_SCALE);
  }

  /** A weight or a limit as it counts now: a part of it while the server starts slowly. */
  int ramped(int full) {
    return slowstart.running() ? slowstart.part(full, settings.slowstart()) : full;
  }

  /** How it starts when it comes up. */
  Slowstart slowstart() {
    return slowstart;
  }

  // Sessions

  /** Takes a slot, if there is one. */
  boolean enter() {
    return slots.take(settings.limits().now(this));
  }

  /** Whether there was no free slot just now. */
  boolean full() {
    return sessions() >= settings.limits().now(this);
  }

  /** Gives a slot back; the next session of the queue may get it. */
  void leave() {
    slots.giveBack();
    backend.queue().freed(this);
  }

  // Configuration

  /** Whether a configuration that came into effect has, or had it. */
  boolean configured() {
    return configured;
  }

  /**
   * Whether no configuration has had it for so long that nothing need be known of it.
   *
   * @param present whether the one in effect has it
   */
  boolean forgotten(boolean present, long now, long nanos) {
    if (present) {
      gone = 0;
      return false;
    }
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
    synchronized (this) {
      Admin before = admin;
      if (before == wanted) {
        return;
      }
      if (before == Admin.MAINT) {
        startSlowly();
      }
      admin = wanted;
      transitions.add(wanted.name(), reason);
    }
    log.info("{} is {}: {}", this, word(wanted), reason);
    backend.changed(this);
  }

  /**
   * A name server says where it is. New sessions go there, others live on where they are. Called by
   * one thread.
   */
  public void locate(SocketAddress where) {
    boolean known = location.known();
    SocketAddress before = location.address();
    if (location.found(where)) {
      backend.changed(this);
      log.info("{} is at {}{}", this, where, known ? ", no more at " + before : "");
    }
  }

  /** It is not known, or not any more, where it is. Called by the same thread. */
  public void unlocate(String reason) {
    boolean known = location.known();
    if (location.lost()) {
      if (known) {
        log.info("{} has no address any more: {}", this, reason);
      }
      backend.changed(this);
      backend.queue().dismiss();
    }
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
      connectionErrors.endRow();
      log.info("{} is UP: {}", this, reason);
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
    if (now) {
      startSlowly();
    }
    up = now;
    transitions.add(now ? "UP" : "DOWN", reason);
    return true;
  }

  /** Before it takes sessions: the first of them would find all its slots. */
  private void startSlowly() {
    if (settings.slowstart() != null) {
      slowstart.begin();
    }
  }

  /** The last changes, the oldest first. */
  public List<Transition> transitions() {
    return transitions.all();
  }

  /** For people: {@code backend 'app': server 's1'}. */
  @Override
  public String toString() {
    return "backend '" + backend.name() + "': server '" + name + "'";
  }
}
