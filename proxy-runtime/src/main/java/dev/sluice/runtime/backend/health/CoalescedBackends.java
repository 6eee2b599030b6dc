package dev.sluice.runtime.backend.health;

import dev.sluice.runtime.config.model.RoutedNames;
import dev.sluice.runtime.config.model.RoutedNames.Routed;
import java.util.Collection;
import java.util.Collections;
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

  private record Pair(String one, String other) {}

  private final Map<Pair, String> told = new HashMap<>();

  /** Forgets what was told of backends that are gone, or speak HTTP/2 no more. */
  void retain(Set<String> backends) {
    told.keySet().removeIf(pair -> !backends.contains(pair.one) || !backends.contains(pair.other));
  }

  /**
   * Looks at a backend and others.
   *
   * @param h2 the certificates of servers that speak HTTP/2, by backend
   */
  void compare(
      String backend,
      Collection<String> others,
      RoutedNames names,
      Map<String, List<CoveredNames>> h2) {
    if (!h2.containsKey(backend)) {
      return;
    }
    for (String other : others) {
      if (!other.equals(backend) && h2.containsKey(other)) {
        boolean first = backend.compareTo(other) < 0;
        Pair pair = first ? new Pair(backend, other) : new Pair(other, backend);
        String message = message(pair, names, h2);
        if (message == null) {
          told.remove(pair);
        } else if (!message.equals(told.put(pair, message))) {
          log.warn("{}", message);
        }
      }
    }
  }

  private static @Nullable String message(
      Pair pair, RoutedNames names, Map<String, List<CoveredNames>> h2) {
    String there = taken(pair.one, pair.other, names, h2);
    String back = taken(pair.other, pair.one, names, h2);
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
      String by, String from, RoutedNames names, Map<String, List<CoveredNames>> h2) {
    Set<String> frontends = names.frontends(by);
    if (Collections.disjoint(frontends, names.frontends(from))) {
      return null;
    }
    List<CoveredNames> served = h2.getOrDefault(by, List.of());
    for (Routed routed : names.of(from)) {
      if (frontends.contains(routed.frontend())
          && served.stream().anyMatch(each -> each.cover(routed.pattern()))) {
        return "'" + by + "' covers '" + routed.pattern() + "' of '" + from + "'";
      }
    }
    return null;
  }
}
