package dev.sluice.runtime.config.model;

import dev.sluice.api.Matcher;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.host.HostPattern;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.routes.HostMap;
import dev.sluice.runtime.config.model.routes.RouteConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names by which clients come to a backend: server names of TLS, of many the first, as they are
 * compared with certificates, and Hosts of HTTP, which checks name as well. Immutable.
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

  private final Map<Subject, Map<String, List<Routed>>> backends = new EnumMap<>(Subject.class);

  /** Of the server names of TLS. */
  private final Map<String, Set<String>> frontends = new HashMap<>();

  private RoutedNames() {}

  /** Those of some frontends. */
  public static RoutedNames of(Collection<FrontendConfig> frontends) {
    RoutedNames names = new RoutedNames();
    for (FrontendConfig frontend : frontends) {
      for (RouteConfig route : frontend.routes()) {
        names.add(frontend.name(), route);
      }
    }
    names.prepare();
    return names;
  }

  private void prepare() {
    backends.values().forEach(names -> names.replaceAll((backend, its) -> List.copyOf(its)));
    backends
        .getOrDefault(Subject.SNI, Map.of())
        .forEach((backend, its) ->
            frontends.put(
                backend,
                its.stream().map(Routed::frontend).collect(Collectors.toUnmodifiableSet())));
  }

  private void add(String frontend, RouteConfig route) {
    switch (route.target()) {
      case RouteConfig.ToBackend(String backend) -> {
        for (Extension<Matcher> part : route.match().parts()) {
          HostNames names = part.instance().names();
          if (names != null) {
            names.patterns().forEach(pattern -> add(names.subject(), backend, frontend, pattern));
          }
        }
      }
      case RouteConfig.ByMap(HostMap map) ->
          map.first()
              .forEach((backend, patterns) ->
                  patterns.forEach(pattern -> add(map.subject(), backend, frontend, pattern)));
    }
  }

  private void add(Subject subject, String backend, String frontend, HostPattern pattern) {
    List<Routed> names =
        backends
            .computeIfAbsent(subject, key -> new HashMap<>())
            .computeIfAbsent(backend, key -> new ArrayList<>());
    if (names.size() < MOST) {
      names.add(new Routed(frontend, pattern));
    }
  }

  /** The server names of TLS that lead to a backend, in the order of the configuration. */
  public List<Routed> of(String backend) {
    return of(Subject.SNI, backend);
  }

  /** The frontends in whose routes these are. */
  public Set<String> frontends(String backend) {
    return frontends.getOrDefault(backend, Set.of());
  }

  private List<Routed> of(Subject subject, String backend) {
    return backends.getOrDefault(subject, Map.of()).getOrDefault(backend, List.of());
  }

  /** All names that lead to it and are no wildcards, those of TLS first. */
  public List<String> exact(String backend) {
    return Stream.of(Subject.SNI, Subject.HOST)
        .flatMap(subject -> of(subject, backend).stream())
        .map(Routed::pattern)
        .filter(pattern -> pattern.kind() == HostPattern.Kind.EXACT)
        .map(HostPattern::name)
        .distinct()
        .toList();
  }
}
