package dev.sluice.runtime.backend.health;

import dev.sluice.runtime.config.model.RoutedNames;
import dev.sluice.runtime.config.model.RoutedNames.Routed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pairs of backends of which a browser may take one for the other: over HTTP/2 it sends requests
 * for a name on any connection to the same address whose certificate covers the name (RFC 9113
 * section 9.1.1), and no route sees that. Warns once of each. Confined to {@link CertificateWatch}.
 */
final class CoalescedBackends {

  private static final Logger log = LoggerFactory.getLogger(CoalescedBackends.class);

  /**
   * What a server serves.
   *
   * @param names what its certificate is for
   * @param h2 whether it speaks HTTP/2
   */
  record Served(CoveredNames names, boolean h2) {}

  private record Pair(String one, String other) {}

  private final Map<Pair, String> told = new HashMap<>();

  /** Forgets what was told of backends that are gone. */
  void retain(Set<String> backends) {
    told.keySet().removeIf(pair -> !backends.contains(pair.one) || !backends.contains(pair.other));
  }

  /** Looks at a backend and all others. */
  void compare(String backend, RoutedNames names, Map<String, List<Served>> backends) {
    for (String other : backends.keySet()) {
      if (!other.equals(backend)) {
        boolean first = backend.compareTo(other) < 0;
        Pair pair = first ? new Pair(backend, other) : new Pair(other, backend);
        String message = message(pair, names, backends);
        if (message == null) {
          told.remove(pair);
        } else if (!message.equals(told.put(pair, message))) {
          log.warn("{}", message);
        }
      }
    }
  }

  private static @Nullable String message(
      Pair pair, RoutedNames names, Map<String, List<Served>> backends) {
    String there = taken(pair.one, pair.other, names, backends);
    String back = taken(pair.other, pair.one, names, backends);
    if (there == null && back == null) {
      return null;
    }
    String what =
        Stream.of(there, back)
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", and that of "));
    return "backends '"
        + pair.one
        + "' and '"
        + pair.other
        + "': both speak h2, and the certificate of "
        + what
        + ": browsers may send requests on the wrong connection (expected certificates without"
        + " names of the other, or one of them without h2)";
  }

  /** How connections to a backend may get requests for another; null if they cannot. */
  private static @Nullable String taken(
      String by, String from, RoutedNames names, Map<String, List<Served>> backends) {
    List<Served> served = backends.getOrDefault(by, List.of());
    boolean h2 = backends.getOrDefault(from, List.of()).stream().anyMatch(Served::h2);
    Set<String> frontends = names.of(by).stream().map(Routed::frontend).collect(Collectors.toSet());
    if (!h2 || frontends.isEmpty()) {
      return null;
    }
    for (Routed routed : names.of(from)) {
      boolean covered =
          frontends.contains(routed.frontend())
              && served.stream()
                  .anyMatch(each -> each.h2() && each.names().cover(routed.pattern()));
      if (covered) {
        return "'" + by + "' covers '" + routed.pattern() + "' of '" + from + "'";
      }
    }
    return null;
  }
}
