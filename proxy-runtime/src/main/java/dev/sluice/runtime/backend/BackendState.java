package dev.sluice.runtime.backend;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a backend and outlives reloads: its sessions, its servers, and who waits for one
 * of them. Thread-safe.
 */
public final class BackendState {

  private static final long KEPT_NANOS = Duration.ofMinutes(10).toNanos();

  private final String name;
  private final Consumer<ServerState> shutdown;
  private final AtomicInteger sessions = new AtomicInteger();
  private final LongAdder total = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder redispatches = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final AtomicInteger version = new AtomicInteger();
  private final Queue queue = new Queue();
  private final Map<Key, ServerState> servers = new ConcurrentHashMap<>();
  private volatile @Nullable StickTable stickTable;

  /** A server whose address was changed by a reload is another one. */
  record Key(String name, String address) {}

  BackendState(String name, Consumer<ServerState> shutdown) {
    this.name = name;
    this.shutdown = shutdown;
  }

  /** The backend's name. */
  public String name() {
    return name;
  }

  /** How many sessions it has, those that wait included. */
  public int sessions() {
    return sessions.get();
  }

  /** Those who wait for a server. */
  public Queue queue() {
    return queue;
  }

  /** A session goes to this backend; it {@link #leave}s it at its end. */
  public void enter() {
    sessions.incrementAndGet();
    total.increment();
  }

  /** A session that went there has ended. */
  public void leave() {
    sessions.decrementAndGet();
  }

  // Counters

  /** How many sessions there have been. */
  public long total() {
    return total.sum();
  }

  /** How many further attempts to connect there have been. */
  public long retries() {
    return retries.sum();
  }

  /** How many of them went to another server. */
  public long redispatches() {
    return redispatches.sum();
  }

  /** How many sessions got no server. */
  public long failures() {
    return failures.sum();
  }

  /** How many clients it is known of to which server they stick, by address. */
  public int sticky() {
    StickTable known = stickTable;
    return known == null ? 0 : known.count();
  }

  void retried() {
    retries.increment();
  }

  void redispatched() {
    redispatches.increment();
  }

  void failed() {
    failures.increment();
  }

  // Changes of servers

  /** Another number whenever a server may be used that could not, or no more. */
  int version() {
    return version.get();
  }

  /**
   * The state of a server, as it is, or a new one.
   *
   * @param text its address as the configuration writes it
   * @param address its address; unresolved if that is to be looked up
   */
  public ServerState server(
      String server, String text, SocketAddress address, ServerState.Settings settings) {
    return servers.computeIfAbsent(
        new Key(server, text), key -> new ServerState(this, server, address, settings));
  }

  /** Which clients stick to which of its servers, as it is known, or nothing yet. */
  public StickTable stickTable(StickTable.Settings settings) {
    StickTable known = stickTable;
    if (known == null) {
      known = new StickTable(settings, System::nanoTime);
      stickTable = known;
    }
    return known;
  }

  /** A configuration has come into effect; null if in it nobody sticks to a server. */
  void stick(StickTable.@Nullable Settings settings) {
    StickTable known = stickTable;
    if (settings == null) {
      stickTable = null;
    } else if (known != null) {
      known.configure(settings);
    }
  }

  /** Its servers, those included that the configuration no longer has. */
  public Collection<ServerState> servers() {
    return List.copyOf(servers.values());
  }

  /** Forgets servers that no configuration in effect ever had; false if nothing is left. */
  boolean retainConfigured() {
    servers.values().removeIf(server -> !server.configured());
    return !servers.isEmpty() || sessions() > 0;
  }

  /** Forgets servers that are long gone; false if nothing is left. */
  boolean retain(Set<ServerState> configured, long now) {
    servers
        .values()
        .removeIf(server -> server.forgotten(configured.contains(server), now, KEPT_NANOS));
    return !servers.isEmpty() || sessions() > 0;
  }

  /** A server's state has changed. */
  void changed(ServerState server) {
    version.incrementAndGet();
    if (!server.reachable()) {
      queue.closed(server);
    }
    if (queue.size() > 0) {
      // Not the one alone: a backup may take sessions now.
      servers.values().forEach(queue::freed);
    }
  }

  /** The sessions of a server are to end. */
  void shutdown(ServerState server) {
    shutdown.accept(server);
  }
}
