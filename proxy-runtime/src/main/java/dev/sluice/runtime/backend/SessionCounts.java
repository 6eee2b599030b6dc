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

  /** Forgets backends without sessions that a new configuration no longer has. */
  public void retain(Set<String> backends) {
    counts
        .entrySet()
        .removeIf(entry -> {
          String name =
              entry.getKey() instanceof ServerKey server
                  ? server.backend()
                  : (String) entry.getKey();
          return !backends.contains(name) && entry.getValue().get() == 0;
        });
  }
}
