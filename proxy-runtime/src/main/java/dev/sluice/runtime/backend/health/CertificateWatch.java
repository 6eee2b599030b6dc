package dev.sluice.runtime.backend.health;

import dev.sluice.api.ServedCertificate;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.config.model.RoutedNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the certificates that servers serve with the names that are routed to them, and warns
 * once of what does not fit: again if it changed, and of one that expires every day. Thread-safe;
 * while nothing changes it costs a comparison. Event loops wait for the control thread while that
 * compares one backend with others, not while it compares all.
 */
final class CertificateWatch {

  private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration SOON = Duration.ofDays(14);
  private static final Duration AGAIN = Duration.ofDays(1);
  private static final int SHOWN = 3;

  /** What is known of one server, and what was told about it. */
  private static final class Watched {
    private final ServedCertificate certificate;
    private final CoveredNames covered;
    private @Nullable String uncovered;
    private @Nullable Instant toldExpiry;

    Watched(ServedCertificate certificate) {
      this.certificate = certificate;
      this.covered = new CoveredNames(certificate.names());
    }
  }

  private final InstantSource clock;
  private final Map<ServerState, Watched> servers = new HashMap<>();
  private final CoalescedBackends coalesced = new CoalescedBackends();
  private RoutedNames names = RoutedNames.of(List.of());

  /** The certificates of servers that speak HTTP/2, by backend. */
  private Map<String, List<CoveredNames>> h2 = Map.of();

  CertificateWatch(InstantSource clock) {
    this.clock = clock;
  }

  /** A configuration has come into effect. */
  void configure(RoutedNames next, Collection<ServerState> configured) {
    List<String> backends = renamed(next, configured);
    for (int i = 0; i < backends.size(); i++) {
      compare(backends.get(i), backends.subList(i + 1, backends.size()));
    }
  }

  private synchronized List<String> renamed(RoutedNames next, Collection<ServerState> configured) {
    names = next;
    servers.keySet().retainAll(configured);
    servers.forEach(this::compare);
    h2 = h2();
    coalesced.retain(h2.keySet());
    return List.copyOf(h2.keySet());
  }

  private synchronized void compare(String backend, Collection<String> others) {
    coalesced.compare(backend, others, names, h2);
  }

  /** A server serves this. */
  synchronized void served(ServerState server, ServedCertificate certificate) {
    Watched before = servers.get(server);
    if (before != null && before.certificate.equals(certificate)) {
      expiry(server, before);
      return;
    }
    Watched now = new Watched(certificate);
    if (before != null) {
      now.uncovered = before.uncovered;
    }
    servers.put(server, now);
    compare(server, now);
    expiry(server, now);
    h2 = h2();
    coalesced.retain(h2.keySet());
    coalesced.compare(server.backend().name(), h2.keySet(), names, h2);
  }

  private void compare(ServerState server, Watched watched) {
    List<String> missing =
        names.of(server.backend().name()).stream()
            .map(RoutedNames.Routed::pattern)
            .filter(pattern -> !watched.covered.cover(pattern))
            .map(Object::toString)
            .distinct()
            .toList();
    String message =
        missing.isEmpty()
            ? null
            : "does not cover "
                + shown(missing)
                + ", which clients are routed there for (it is for "
                + shown(watched.certificate.names())
                + ")";
    if (message != null && !message.equals(watched.uncovered)) {
      log.warn("{}: its certificate {}", server, message);
    }
    watched.uncovered = message;
  }

  private void expiry(ServerState server, Watched watched) {
    Instant now = clock.instant();
    Instant end = watched.certificate.notAfter();
    Instant told = watched.toldExpiry;
    if (now.plus(SOON).isBefore(end) || (told != null && now.isBefore(told.plus(AGAIN)))) {
      return;
    }
    watched.toldExpiry = now;
    if (now.isBefore(end)) {
      log.warn(
          "{}: its certificate expires within {} days: {}",
          server,
          Duration.between(now, end).toDays() + 1,
          end);
    } else {
      log.warn("{}: its certificate has expired: {}", server, end);
    }
  }

  private Map<String, List<CoveredNames>> h2() {
    return servers.entrySet().stream()
        .filter(each -> Objects.equals(each.getValue().certificate.alpn(), "h2"))
        .collect(
            Collectors.groupingBy(
                each -> each.getKey().backend().name(),
                Collectors.mapping(each -> each.getValue().covered, Collectors.toList())));
  }

  private static String shown(List<String> names) {
    String first =
        names.stream().limit(SHOWN).map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    if (names.size() <= SHOWN) {
      return names.isEmpty() ? "no host name" : first;
    }
    return first + " and " + (names.size() - SHOWN) + " more";
  }
}
