package dev.sluice.runtime.config;

import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.host.HostPattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Backends by host name, as a map file gives them. The most specific pattern wins, whatever the
 * order of the lines. Immutable.
 */
public final class HostMap {

  private final String by;
  private final Subject subject;
  private final Set<Need> needs;
  private final Map<HostPattern, String> entries;

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

  /**
   * The patterns in the order in which they are to be tried, so that the first that stands for a
   * name is the most specific: the name itself, then the longest of the wildcards.
   */
  public List<HostPattern> mostSpecificFirst() {
    List<HostPattern> patterns = new ArrayList<>(entries.keySet());
    patterns.sort(
        Comparator.comparing(HostPattern::kind)
            .thenComparing(pattern -> pattern.name().length(), Comparator.reverseOrder()));
    return patterns;
  }
}
