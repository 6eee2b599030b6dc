package dev.sluice.runtime.config.model;

import dev.sluice.api.Matcher;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.host.HostPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The server names of TLS by which clients come to a backend. Of many names the first, as they are
 * compared with certificates. Immutable.
 */
public final class RoutedNames {

  /** So many names of one backend are known. */
  public static final int MOST = 1000;

  /**
   * A name that leads to a backend.
   *
   * @param frontend whose route it is
   * @param pattern the name, or a wildcard
   */
  public record Routed(String frontend, HostPattern pattern) {}

  private final Map<String, List<Routed>> backends = new HashMap<>();

  private RoutedNames() {}

  /** Those of some frontends. */
  public static RoutedNames of(Collection<FrontendConfig> frontends) {
    RoutedNames names = new RoutedNames();
    for (FrontendConfig frontend : frontends) {
      for (RouteConfig route : frontend.routes()) {
        names.add(frontend.name(), route);
      }
    }
    return names;
  }

  private void add(String frontend, RouteConfig route) {
    switch (route.target()) {
      case RouteConfig.ToBackend(String backend) -> {
        for (Extension<Matcher> part : route.match().parts()) {
          HostNames names = part.instance().names();
          if (names != null && names.subject() == Subject.SNI) {
            names.patterns().forEach(pattern -> add(backend, frontend, pattern));
          }
        }
      }
      case RouteConfig.ByMap(HostMap map) -> {
        if (map.subject() == Subject.SNI) {
          map.first()
              .forEach((backend, patterns) ->
                  patterns.forEach(pattern -> add(backend, frontend, pattern)));
        }
      }
    }
  }

  private void add(String backend, String frontend, HostPattern pattern) {
    List<Routed> names = backends.computeIfAbsent(backend, key -> new ArrayList<>());
    if (names.size() < MOST) {
      names.add(new Routed(frontend, pattern));
    }
  }

  /** The names that lead to a backend, in the order of the configuration. */
  public List<Routed> of(String backend) {
    return List.copyOf(backends.getOrDefault(backend, List.of()));
  }

  /** Those that are no wildcards. */
  public List<String> exact(String backend) {
    return of(backend).stream()
        .map(Routed::pattern)
        .filter(pattern -> pattern.kind() == HostPattern.Kind.EXACT)
        .map(HostPattern::name)
        .distinct()
        .toList();
  }
}
