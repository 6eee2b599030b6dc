package dev.sluice.runtime.config.model;

import dev.sluice.api.Balancer;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.stickiness.CookieConfig;
import dev.sluice.runtime.config.model.stickiness.StickConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Servers that do the same.
 *
 * @param balancer chooses among them
 * @param servers at least one, in the order of the configuration
 * @param useServer which sessions go to a certain server, in order
 * @param cookie by which requests stay with their servers; null for none
 * @param stick how sessions stay with their servers by address; null if they do not
 * @param fullconn with how many sessions servers take {@code maxconn} each; 0 if it is not set
 * @param shutdownSessions whether the sessions of a server end when it goes down
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
    List<UseServerConfig> useServer,
    @Nullable CookieConfig cookie,
    @Nullable StickConfig stick,
    int fullconn,
    boolean shutdownSessions,
    int retries,
    boolean redispatch,
    int poolMaxConn,
    Duration poolPurgeDelay,
    Timeouts timeouts) {

  /** A backend with an immutable copies of the lists. */
  public BackendConfig {
    servers = List.copyOf(servers);
    useServer = List.copyOf(useServer);
  }

  /**
   * How long a backend waits; all are longer than zero.
   *
   * @param connect for one attempt to connect
   * @param queue for a server with a free slot
   * @param server for the server to send or take something; null if it is not set
   * @param serverFin the same, once the session is closed in one direction
   */
  public record Timeouts(
      Duration connect, Duration queue, @Nullable Duration server, Duration serverFin) {}
}
