package dev.sluice.runtime.config.model;

import dev.sluice.api.Balancer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Servers that do the same.
 *
 * @param balancer chooses among them
 * @param servers at least one, in the order of the configuration
 * @param retries how many further attempts are made when connecting fails
 * @param redispatch whether a further attempt to connect may go to another server
 * @param poolMaxConn how many idle connections to a server each event loop keeps; 0 for none
 * @param poolPurgeDelay after how long they are closed; longer than zero
 */
public record BackendConfig(
    String name,
    Mode mode,
    Extension<Balancer> balancer,
    List<ServerConfig> servers,
    int retries,
    boolean redispatch,
    int poolMaxConn,
    Duration poolPurgeDelay,
    Timeouts timeouts) {

  /** A backend with an immutable copy of the list. */
  public BackendConfig {
    servers = List.copyOf(servers);
  }

  /**
   * How long a backend waits; all are longer than zero.
   *
   * @param connect for one attempt to connect
   * @param server for the server to send or take something; null if it is not set
   * @param serverFin the same, once the session is closed in one direction
   */
  public record Timeouts(Duration connect, @Nullable Duration server, Duration serverFin) {}
}
