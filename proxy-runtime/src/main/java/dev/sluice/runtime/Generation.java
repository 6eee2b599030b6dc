package dev.sluice.runtime;

import dev.sluice.api.AccessLog;
import dev.sluice.api.Filter;
import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.ServerStates;
import dev.sluice.runtime.config.model.EngineChoice;
import dev.sluice.runtime.config.model.FrontendConfig;
import dev.sluice.runtime.config.model.HttpConfig;
import dev.sluice.runtime.config.model.ProxyConfig;
import dev.sluice.runtime.config.model.addresses.Network;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.routes.HostMap;
import dev.sluice.runtime.config.model.routes.RouteConfig;
import dev.sluice.runtime.frontend.Admission;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.frontend.Gate;
import dev.sluice.runtime.frontend.HttpSettings;
import dev.sluice.runtime.frontend.Lifetime;
import dev.sluice.runtime.frontend.Pages;
import dev.sluice.runtime.frontend.Route;
import dev.sluice.runtime.frontend.RouteTable;
import dev.sluice.runtime.http.forward.ForwardedFields;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One accepted configuration, fully built: frontends that sessions can be opened under, with their
 * backends. Immutable; what outlives it (counts, limits) is handed in.
 */
final class Generation {

  /** What either side of a relay gets if neither its own timeout nor {@code tunnel} is set. */
  static final Duration DEFAULT_IDLE = Duration.ofHours(1);

  private final long number;
  private final ProxyConfig config;
  private final Lifetime lifetime;
  private final Map<String, Frontend> frontends;
  private final Map<String, Backend> backends;

  private Generation(
      long number,
      ProxyConfig config,
      Lifetime lifetime,
      Map<String, Frontend> frontends,
      Map<String, Backend> backends) {
    this.number = number;
    this.config = config;
    this.lifetime = lifetime;
    this.frontends = frontends;
    this.backends = backends;
  }

  /**
   * Builds a generation; nothing of the running proxy is changed.
   *
   * @param close run when the generation was retired and its last session has ended
   */
  static Generation build(
      long number, ProxyConfig config, Admission admission, ServerStates states, Runnable close) {
    Lifetime lifetime = new Lifetime(close);
    Map<String, Backend> backends = new LinkedHashMap<>();
    config
        .backends()
        .forEach((name, backend) -> backends.put(name, BackendBuilder.build(backend, states)));
    Map<String, Frontend> frontends = new LinkedHashMap<>();
    config
        .frontends()
        .forEach((name, frontend) -> {
          List<AccessLog> logs =
              frontend.logs().stream()
                  .map(log -> Objects.requireNonNull(config.logs().get(log)).instance())
                  .toList();
          Gate gate = admission.gate(name);
          RouteTable routes = routes(frontend, backends);
          EngineChoice engine =
              Objects.requireNonNullElse(frontend.engine(), config.global().engine());
          boolean channels = engine == EngineChoice.CHANNELS;
          frontends.put(
              name, frontend(frontend, number, lifetime, admission, gate, routes, channels, logs));
        });
    return new Generation(number, config, lifetime, frontends, backends);
  }

  /** Counted from 1; every accepted configuration has its own. */
  long number() {
    return number;
  }

  /** What it was built from. */
  ProxyConfig config() {
    return config;
  }

  /** The frontends by name. */
  Map<String, Frontend> frontends() {
    return frontends;
  }

  /** The backends by name. */
  Map<String, Backend> backends() {
    return backends;
  }

  /** How long its parts are needed. */
  Lifetime lifetime() {
    return lifetime;
  }

  /** It is no longer the current one. */
  void retire() {
    lifetime.retire();
  }

  private static Frontend frontend(
      FrontendConfig config,
      long number,
      Lifetime lifetime,
      Admission admission,
      Gate gate,
      RouteTable routes,
      boolean channels,
      List<AccessLog> logs) {
    FrontendConfig.Timeouts timeouts = config.timeouts();
    return new Frontend(
        config.name(),
        number,
        lifetime,
        admission,
        gate,
        config.filters().stream().<Filter>map(Extension::instance).toList(),
        routes,
        channels,
        timeouts.inspect(),
        timeouts.tunnel(),
        orDefault(timeouts.client()),
        timeouts.clientFin(),
        logs,
        logs.isEmpty() ? null : config.logFormat().instance(),
        config.logNull(),
        http(config.http()));
  }

  private static @Nullable HttpSettings http(@Nullable HttpConfig config) {
    if (config == null) {
      return null;
    }
    HttpConfig.ForwardedFor told = config.forwardedFor();
    return new HttpSettings(
        config.request(),
        config.keepAlive(),
        config.persistence(),
        told == null
            ? null
            : new ForwardedFields.Options(
                true,
                told.ifNone(),
                among(told.except()),
                told.forwarded(),
                told.proto(),
                told.port(),
                among(told.trusted())),
        config.monitor(),
        new Pages(config.errorFiles()));
  }

  private static Predicate<InetAddress> among(List<Network> networks) {
    return address -> {
      // For each client: a stream takes long as long as it is not compiled.
      for (Network network : networks) {
        if (network.contains(address)) {
          return true;
        }
      }
      return false;
    };
  }

  private static Duration orDefault(@Nullable Duration timeout) {
    return timeout == null ? DEFAULT_IDLE : timeout;
  }

  private static RouteTable routes(FrontendConfig config, Map<String, Backend> backends) {
    RouteTable.Builder table = RouteTable.builder();
    for (RouteConfig route : config.routes()) {
      String words =
          route.match().parts().stream().map(Extension::word).collect(Collectors.joining("+"));
      switch (route.target()) {
        case RouteConfig.ToBackend to ->
            table.add(
                route.match(),
                new Route(
                    route.name(),
                    words.isEmpty() ? "always" : words,
                    backend(backends, to.backend())));
        case RouteConfig.ByMap by -> addMap(table, route, by.map(), words, backends);
      }
    }
    String fallback = config.defaultBackend();
    return table.build(
        fallback == null ? null : new Route(null, "default", backend(backends, fallback)));
  }

  private static void addMap(
      RouteTable.Builder table,
      RouteConfig route,
      HostMap map,
      String words,
      Map<String, Backend> backends) {
    String allWords = (words.isEmpty() ? "" : words + "+") + map.by() + "-map";
    Map<String, Route> routes = new HashMap<>();
    for (String name : map.backends()) {
      routes.put(name, new Route(route.name(), allWords, backend(backends, name)));
    }
    table.addMap(route.match(), map.subject(), map.needs(), map.names(), routes);
  }

  private static Backend backend(Map<String, Backend> backends, String name) {
    return Objects.requireNonNull(backends.get(name));
  }
}
