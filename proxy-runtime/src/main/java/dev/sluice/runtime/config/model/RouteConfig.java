package dev.sluice.runtime.config.model;

import org.jspecify.annotations.Nullable;

/**
 * Where sessions go that match.
 *
 * @param name for logs; null if it has none
 * @param match whether it may be taken
 * @param target where it leads
 */
public record RouteConfig(@Nullable String name, MatchObject match, Target target) {

  /** Where a route leads. */
  public sealed interface Target {}

  /** To one backend. */
  public record ToBackend(String backend) implements Target {}

  /** To the backend a map gives for the client's name; if it gives none, the route is not taken. */
  public record ByMap(HostMap map) implements Target {}
}
