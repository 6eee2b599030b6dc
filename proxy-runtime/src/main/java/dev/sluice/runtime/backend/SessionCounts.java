package dev.sluice.runtime.backend;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts of sessions by backend and by server, which outlive reloads. Thread-safe. */
public final class SessionCounts {

  private final Map<Object, AtomicInteger> counts = new ConcurrentHashMap<>();

  private record ServerKey(String backend, String server) {}

  /** The count of a backend's sessions. */
  public AtomicInteger backend(String backend) {
    return counts.computeIfAbsent(backend, key -> new AtomicInteger());
  }

  /** The count of a server's sessions. */
  public AtomicInteger server(String backend, String server) {
    return counts.computeIfAbsent(new ServerKey(backend, server), key -> new AtomicInteger());
  }

  /**
   * Forgets backends and servers without sessions that a new configuration no longer has.
   *
   * @param servers the names of its servers, by the name of their backend
   */
  public void retain(Map<String, Set<String>> servers) {
    counts
        .entrySet()
        .removeIf(entry -> !has(servers, entry.getKey()) && entry.getValue().get() == 0);
  }

  private static boolean has(Map<String, Set<String>> servers, Object key) {
    return key instanceof ServerKey server
        ? servers.getOrDefault(server.backend(), Set.of()).contains(server.server())
        : servers.containsKey(key);
  }
}
