package dev.sluice.runtime.config;

import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.host.HostPattern.Kind;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.runtime.config.model.FrontendConfig;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.routes.HostMap;
import dev.sluice.runtime.config.model.routes.RouteConfig;
import dev.sluice.runtime.config.model.routes.RouteConfig.ByMap;
import dev.sluice.runtime.config.model.routes.RouteConfig.ToBackend;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Quote;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Warns of what can be used but was hardly meant. Runs on configurations without a problem. */
final class Lints {

  private record Name(Subject subject, HostPattern pattern) {}

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

  /** Warns of a limit of sessions that needs more files than the process may open. */
  void unreachableLimit(Settings section, Key<Long> maxconn) {
    Long wanted = section.find(maxconn);
    OptionalLong files = Descriptors.limit();
    if (wanted == null || files.isEmpty()) {
      return;
    }
    long possible = Descriptors.sessions(files.getAsLong());
    if (wanted > possible) {
      reading
          .problems()
          .warn(
              reading.place(section, maxconn.name()),
              "%d sessions need %d open files, but this process may open %d, enough for %d sessions"
                      .formatted(wanted, Descriptors.needed(wanted), files.getAsLong(), possible)
                  + " (raise that by ulimit -n, or LimitNOFILE= of a systemd unit, or lower it"
                  + " here)");
    }
  }

  /** Warns of routes, or names in them, that no client can come to. */
  void deadRoutes(FrontendConfig frontend, List<Settings> declared) {
    boolean inspectsTls =
        frontend.routes().stream().anyMatch(route -> route.needs().contains(Need.CLIENT_HELLO));
    Place takesAll = null;
    Map<Name, Place> taken = new HashMap<>();
    for (int i = 0; i < frontend.routes().size(); i++) {
      RouteConfig route = frontend.routes().get(i);
      Place place = reading.place(declared.get(i));
      Place match = reading.place(declared.get(i), RouteSection.MATCH.name());
      if (takesAll != null) {
        String message = "this route is never taken: the one at " + takesAll + " always fits";
        reading.problems().warn(place, message);
        continue;
      }
      if (inspectsTls) {
        impossible(route, match);
      }
      names(route, match, taken);
      if (route.target() instanceof ToBackend && route.match().always()) {
        takesAll = place;
      }
    }
  }

  /** Where TLS is inspected, a route takes clients that speak it, or those that do not. */
  private void impossible(RouteConfig route, Place place) {
    Set<Subject> subjects = EnumSet.noneOf(Subject.class);
    for (Extension<Matcher> part : route.match().parts()) {
      HostNames names = part.instance().names();
      if (names != null) {
        subjects.add(names.subject());
      }
    }
    if (route.target() instanceof ByMap(HostMap map)) {
      subjects.add(map.subject());
    }
    boolean plaintext = route.match().takesPlaintext();
    if (subjects.contains(Subject.SNI) && subjects.contains(Subject.HOST)) {
      reading
          .problems()
          .warn(
              place,
              "never fits: a client that sends a server name speaks TLS,"
                  + " in which no HTTP host can be read (expected one of the two)");
    } else if (plaintext && subjects.contains(Subject.SNI)) {
      reading
          .problems()
          .warn(
              place,
              "never fits: it asks for a server name and for clients that"
                  + " do not speak TLS, who send none");
    } else if (!plaintext && subjects.contains(Subject.HOST)) {
      reading
          .problems()
          .warn(
              place,
              "never fits: routes of this frontend look at TLS, so all others take clients with TLS"
                  + " alone, in which no HTTP host can be read (expected \"tls\": false beside it,"
                  + " or a frontend of its own)");
    }
  }

  /** A name that stands earlier, alone or under a wildcard, is never looked for here. */
  private void names(RouteConfig route, Place place, Map<Name, Place> taken) {
    for (Extension<Matcher> part : route.match().parts()) {
      HostNames names = part.instance().names();
      if (names != null) {
        names.patterns().forEach(pattern -> name(names.subject(), pattern, place, taken));
      }
    }
    HostNames alone = route.match().names();
    if (alone != null && route.target() instanceof ToBackend) {
      alone.patterns().forEach(p -> taken.putIfAbsent(new Name(alone.subject(), p), place));
    }
  }

  private void name(Subject subject, HostPattern pattern, Place place, Map<Name, Place> taken) {
    Place first = taker(subject, pattern, taken);
    if (first != null) {
      String what = subject.name().toLowerCase(Locale.ROOT) + " " + Quote.of(pattern.toString());
      reading.problems().warn(place, what + " is taken by the route at " + first);
    }
  }

  private static @Nullable Place taker(
      Subject subject, HostPattern pattern, Map<Name, Place> taken) {
    Place same = taken.get(new Name(subject, pattern));
    String name = pattern.name();
    if (same != null) {
      return same;
    }
    if (pattern.kind() == Kind.ONE_LABEL) {
      same = taken.get(new Name(subject, new HostPattern(Kind.ANY_LABELS, name)));
    }
    int dot = name.indexOf('.');
    if (same == null && pattern.kind() == Kind.EXACT && dot > 0) {
      String parent = name.substring(dot + 1);
      same = taken.get(new Name(subject, new HostPattern(Kind.ONE_LABEL, parent)));
    }
    for (; same == null && dot > 0; dot = name.indexOf('.', dot + 1)) {
      String suffix = name.substring(dot + 1);
      same = taken.get(new Name(subject, new HostPattern(Kind.ANY_LABELS, suffix)));
    }
    return same;
  }
}
