package dev.sluice.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as a server served it.
 *
 * @param names the host names it is for, lower case, also with {@code *.} before them
 * @param notAfter when it expires
 * @param alpn the protocol the server chose with it ({@code h2}); null for none
 */
public record ServedCertificate(List<String> names, Instant notAfter, @Nullable String alpn) {

  /** A certificate with an immutable copy of the names. */
  public ServedCertificate {
    names = List.copyOf(names);
    Objects.requireNonNull(notAfter, "notAfter");
  }
}
