package dev.sluice.runtime.metrics;

import dev.sluice.runtime.backend.ServerState;
import java.util.function.ToLongFunction;

/** What is told about each server. */
public enum ServerMetric {
  CURRENT_SESSIONS(
      false,
      "current.sessions",
      "Sessions, in mode http requests, that it has now",
      ServerState::sessions),
  SESSIONS(
      true, "sessions", "Sessions, in mode http requests, it has been given", ServerState::total),
  UP(
      false,
      "up",
      "1 while it is up and it is known where it is, else 0",
      state -> state.up() && state.resolved() ? 1 : 0),
  USABLE(
      false,
      "usable",
      "1 while a balancer may send sessions there: it is up, ready and has a weight; else 0",
      state -> state.balanced() ? 1 : 0),
  WEIGHT(
      false,
      "weight",
      "Its weight as it counts now, in sixteenths; less while it starts slowly",
      ServerState::effectiveWeight),
  CONNECTION_ERRORS(
      true,
      "connection.errors",
      "Attempts to connect that failed or timed out",
      state -> state.connectionErrors().total()),
  CHECKS(true, "checks", "Checks that have ended", state -> state.checks().total()),
  CHECK_FAILURES(
      true, "check.failures", "Checks that have failed", state -> state.checks().failures()),
  DOWNS(true, "downs", "How often it went down", ServerState::downs);

  private final boolean counter;
  private final String key;
  private final String doc;

  @SuppressWarnings("ImmutableEnumChecker") // only method references
  private final ToLongFunction<ServerState> value;

  ServerMetric(boolean counter, String key, String doc, ToLongFunction<ServerState> value) {
    this.counter = counter;
    this.key = key;
    this.doc = doc;
    this.value = value;
  }

  Series series(ServerState state) {
    String[] tags = {"backend", state.backend().name(), "server", state.name()};
    return new Series(describe(), tags, state, () -> value.applyAsLong(state));
  }

  /** What documents say. */
  public Described describe() {
    return new Described("sluice.server." + key, counter, doc, "backend, server");
  }
}
