package dev.sluice.runtime.config;

import dev.sluice.api.Matcher;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.settings.Settings;
import dev.sluice.runtime.config.RouteConfig.ByMap;
import dev.sluice.runtime.config.RouteConfig.ToBackend;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Quote;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Warns of what can be used but was hardly meant. Runs on configurations without a problem. */
final class Lints {

  private record Name(HostNames.Subject subject, HostPattern pattern) {}

  private final Reading reading;

  Lints(Reading reading) {
    this.reading = reading;
  }

  /** Warns of backends that no session can reach. */
  void unusedBackends(Iterable<FrontendConfig> frontends, @Nullable Node backends) {
    Set<String> used = new HashSet<>();
    for (FrontendConfig frontend : frontends) {
      if (frontend.defaultBackend() != null) {
        used.add(frontend.defaultBackend());
      }
      for (RouteConfig route : frontend.routes()) {
        switch (route.target()) {
          case ToBackend(String backend) -> used.add(backend);
          case ByMap(HostMap map) -> used.addAll(map.backends());
        }
      }
    }
    if (backends != null) {
      backends
          .eachMember()
          .forEach((name, member) -> {
            if (!used.contains(name)) {
              reading.problems().warn(member.place(), "no frontend leads to this backend");
            }
          });
    }
  }

  /** Warns of routes, or names in them, that earlier routes of the frontend take away. */
  void shadowedRoutes(FrontendConfig frontend, List<Settings> declared) {
    Place takesAll = null;
    Map<Name, Place> taken = new HashMap<>();
    for (int i = 0; i < frontend.routes().size(); i++) {
      RouteConfig route = frontend.routes().get(i);
      Place place = reading.place(declared.get(i));
      Place match = reading.place(declared.get(i), RouteSection.MATCH.name());
      if (takesAll != null) {
        String message = "this route is never taken: the one at " + takesAll + " always fits";
        reading.problems().warn(place, message);
      } else if (route.target() instanceof ToBackend) {
        names(route, match, taken);
        takesAll = route.match().always() ? place : null;
      }
    }
  }

  private void names(RouteConfig route, Place place, Map<Name, Place> taken) {
    HostNames names = names(route.match());
    if (names == null) {
      return;
    }
    for (HostPattern pattern : names.patterns()) {
      Place first = taken.putIfAbsent(new Name(names.subject(), pattern), place);
      if (first != null && !first.equals(place)) {
        String subject = names.subject().name().toLowerCase(Locale.ROOT);
        String message =
            subject + " " + Quote.of(pattern.toString()) + " is taken by the route at " + first;
        reading.problems().warn(place, message);
      }
    }
  }

  /** The names of a matcher; a plugin that fails here has none. */
  static @Nullable HostNames names(Matcher matcher) {
    try {
      return matcher.names();
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return null;
    }
  }
}
