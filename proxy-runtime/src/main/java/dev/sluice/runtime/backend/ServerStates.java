package dev.sluice.runtime.backend;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What is known of backends and servers and outlives reloads, by their names. Thread-safe. */
public final class ServerStates {

  private final Map<String, BackendState> backends = new ConcurrentHashMap<>();
  private final Consumer<ServerState> shutdown;

  /**
   * Knows none yet.
   *
   * @param shutdown ends the sessions of a server that went down
   */
  public ServerStates(Consumer<ServerState> shutdown) {
    this.shutdown = shutdown;
  }

  /** The state of a backend, as it is, or a new one. */
  public BackendState backend(String backend) {
    return backends.computeIfAbsent(backend, name -> new BackendState(name, shutdown));
  }

  /** All backends by name. */
  public Map<String, BackendState> backends() {
    return Map.copyOf(backends);
  }

  /** A configuration did not come into effect: nothing is left of what it alone has. */
  public void forgetRefused() {
    backends.values().removeIf(backend -> !backend.retainConfigured());
  }

  /**
   * A configuration has come into effect: what it says about servers counts from now on. What it no
   * longer has is forgotten after a while, so that it may come back with what is known of it.
   *
   * @param servers all its servers
   */
  public void configure(Map<ServerState, ServerState.Settings> servers) {
    servers.forEach(ServerState::configure);
    long now = System.nanoTime();
    backends.values().removeIf(backend -> !backend.retain(servers.keySet(), now));
  }

  /**
   * The same about who sticks to which server. What backends of which it says nothing know is
   * forgotten at once.
   */
  public void stick(Map<BackendState, StickTable.Settings> settings) {
    backends.values().forEach(backend -> backend.stick(settings.get(backend)));
  }
}
