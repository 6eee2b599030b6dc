package dev.sluice.runtime.config.model;

import dev.sluice.api.Filter;
import dev.sluice.api.LogFormat;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.routes.RouteConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What accepts connections and chooses a backend for each.
 *
 * @param binds where it listens, without doubles
 * @param engine what drives the sockets of its sessions; null for what holds for all
 * @param filters asked in this order
 * @param routes the first that matches wins
 * @param defaultBackend where what matched no route goes; null to refuse it
 * @param maxconn how many sessions it may have at a time; null for no limit of its own
 * @param logs the names of the logs that get a line for each session
 * @param logNull whether sessions in which the client sent nothing are logged
 * @param http what there is besides in HTTP mode; null in TCP mode
 */
public record FrontendConfig(
    String name,
    List<BindConfig> binds,
    Mode mode,
    @Nullable EngineChoice engine,
    List<Extension<Filter>> filters,
    List<RouteConfig> routes,
    @Nullable String defaultBackend,
    Timeouts timeouts,
    @Nullable Integer maxconn,
    List<String> logs,
    Extension<LogFormat> logFormat,
    boolean logNull,
    @Nullable HttpConfig http) {

  /** A frontend with immutable copies of the lists. */
  public FrontendConfig {
    binds = List.copyOf(binds);
    filters = List.copyOf(filters);
    routes = List.copyOf(routes);
    logs = List.copyOf(logs);
  }

  /**
   * How long a frontend waits; all are longer than zero.
   *
   * @param inspect for the bytes that routing needs
   * @param client for the client to send or take something; null if it is not set
   * @param clientFin the same, once the session is closed in one direction
   * @param tunnel for either side, once bytes are passed on; null if it is not set
   */
  public record Timeouts(
      Duration inspect, @Nullable Duration client, Duration clientFin, @Nullable Duration tunnel) {}
}
