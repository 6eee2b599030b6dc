package dev.sluice.api;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Check} found of a server that works.
 *
 * @param detail in a few words, for the log: {@code status 204}
 * @param certificate what the server identifies itself with; null if nobody looked. The runtime
 *     compares it with the names that are routed to the server
 */
public record CheckResult(String detail, @Nullable ServedCertificate certificate) {

  /** A server that works, of which nothing more is known. */
  public static CheckResult of(String detail) {
    return new CheckResult(detail, null);
  }
}
