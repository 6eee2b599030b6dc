package dev.sluice.runtime.config.model.routes;

import dev.sluice.api.Need;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where sessions go that match.
 *
 * @param name for logs; null if it has none
 * @param match whether it may be taken
 * @param target where it leads
 */
public record RouteConfig(@Nullable String name, MatchObject match, Target target) {

  /** Every backend it may lead to. */
  public Set<String> backends() {
    return switch (target) {
      case ToBackend(String backend) -> Set.of(backend);
      case ByMap(HostMap map) -> map.backends();
    };
  }

  /** What must be read of a client before it may be taken. */
  public Set<Need> needs() {
    Set<Need> needs = EnumSet.noneOf(Need.class);
    needs.addAll(match.needs());
    if (target instanceof ByMap(HostMap map)) {
      needs.addAll(map.needs());
    }
    return needs;
  }

  /** Where a route leads. */
  public sealed interface Target {}

  /** To one backend. */
  public record ToBackend(String backend) implements Target {}

  /** To the backend a map gives for the client's name; if it gives none, the route is not taken. */
  public record ByMap(HostMap map) implements Target {}
}
