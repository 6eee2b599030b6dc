package dev.sluice.api.host;

import java.util.List;

/**
 * The names a matcher stands for.
 *
 * @param subject which name of a client is looked up
 * @param patterns what it is looked up among: it matches if any of them does
 */
public record HostNames(Subject subject, List<HostPattern> patterns) {

  /** Names with an immutable copy of the list. */
  public HostNames {
    patterns = List.copyOf(patterns);
  }

  /** Which name of a client is meant. */
  public enum Subject {
    /** The server name of its TLS ClientHello. */
    SNI,
    /** The host of its HTTP request. */
    HOST
  }
}
