package dev.sluice.runtime.backend.health;

import dev.sluice.api.host.HostPattern;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The host names that a certificate is for (RFC 9525 section 6.3). Immutable. */
final class CoveredNames {

  private final Set<String> names;

  /** Names in lower case, also with {@code *.} before them. */
  CoveredNames(List<String> names) {
    this.names = Set.copyOf(new HashSet<>(names));
  }

  /**
   * Whether it is for what a pattern stands for. Of a pattern for any number of labels, for which
   * there is no certificate, those with one more label must be covered.
   */
  boolean cover(HostPattern pattern) {
    String name = pattern.name();
    if (pattern.kind() != HostPattern.Kind.EXACT) {
      return names.contains("*." + name);
    }
    int dot = name.indexOf('.');
    return names.contains(name) || (dot > 0 && names.contains("*" + name.substring(dot)));
  }
}
