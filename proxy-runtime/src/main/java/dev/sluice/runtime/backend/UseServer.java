package dev.sluice.runtime.backend;

import dev.sluice.api.Matcher;

/**
 * A rule that names the server of the sessions it fits.
 *
 * @param match which they are
 * @param server where they go as long as it can be reached
 */
public record UseServer(Matcher match, LiveServer server) {

  /** What the rules of a backend say about a session. */
  public sealed interface Outcome {}

  /** More bytes are needed. */
  public record Pending() implements Outcome {}

  /** None fits: the balancer chooses. */
  public record None() implements Outcome {}

  /** One fits. */
  public record Named(LiveServer server) implements Outcome {}

  static final Outcome PENDING = new Pending();
  static final Outcome NONE = new None();
}
