package dev.sluice.runtime.config.model.routes;

import dev.sluice.api.Need;
import dev.sluice.api.host.HostIndex;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.host.HostPattern;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Backends by host name, as a map file gives them. The most specific pattern wins, whatever the
 * order of the lines. Immutable.
 *
 * @param by the word of the matcher whose names are looked up
 * @param subject which name of a client is looked up
 * @param needs what must be seen of a client to know that name
 * @param names the backends by pattern
 * @param backends all of them
 * @param first by backend the names that lead there, of many the first: an index is only looked in
 */
public record HostMap(
    String by,
    Subject subject,
    Set<Need> needs,
    HostIndex<String> names,
    Set<String> backends,
    Map<String, List<HostPattern>> first) {

  /** A map with immutable copies of the sets and the map. */
  public HostMap {
    needs = Set.copyOf(needs);
    backends = Set.copyOf(backends);
    first = Map.copyOf(first);
  }
}
