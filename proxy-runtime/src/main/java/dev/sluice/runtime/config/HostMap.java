package dev.sluice.runtime.config;

import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.host.HostPattern.Kind;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Backends by host name, as a map file gives them. The most specific pattern wins, whatever the
 * order of the lines. Immutable; a lookup costs as much as the name has labels.
 */
public final class HostMap {

  private final String by;
  private final Subject subject;
  private final Set<Need> needs;
  private final Map<HostPattern, String> entries;
  private final Map<String, String> exact = new HashMap<>();
  private final Map<String, String> oneLabel = new HashMap<>();
  private final Map<String, String> anyLabels = new HashMap<>();

  /**
   * A map that keeps its entries, which must not change any more.
   *
   * @param by the word of the matcher whose names are looked up
   * @param needs what that matcher must see
   */
  HostMap(String by, Subject subject, Set<Need> needs, Map<HostPattern, String> entries) {
    this.by = by;
    this.subject = subject;
    this.needs = Set.copyOf(needs);
    this.entries = Collections.unmodifiableMap(entries);
    entries.forEach((pattern, backend) -> index(pattern.kind()).put(pattern.name(), backend));
  }

  private Map<String, String> index(Kind kind) {
    return switch (kind) {
      case EXACT -> exact;
      case ONE_LABEL -> oneLabel;
      case ANY_LABELS -> anyLabels;
    };
  }

  /** The word of the matcher whose names are looked up. */
  public String by() {
    return by;
  }

  /** Which name of a client is looked up. */
  public Subject subject() {
    return subject;
  }

  /** What must be seen of a client to know that name. */
  public Set<Need> needs() {
    return needs;
  }

  /** The backends by pattern, in the order of the file. */
  public Map<HostPattern, String> entries() {
    return entries;
  }

  /** The backend of a name in canonical form; null if no pattern stands for it. */
  public @Nullable String find(String host) {
    String backend = exact.get(host);
    int dot = host.indexOf('.');
    if (backend == null && dot >= 0 && !oneLabel.isEmpty()) {
      backend = oneLabel.get(host.substring(dot + 1));
    }
    while (backend == null && dot >= 0 && !anyLabels.isEmpty()) {
      backend = anyLabels.get(host.substring(dot + 1));
      dot = host.indexOf('.', dot + 1);
    }
    return backend;
  }
}
