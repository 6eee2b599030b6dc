package dev.sluice.runtime.metrics;

import dev.sluice.runtime.backend.BackendState;
import java.util.function.ToLongFunction;

/** What is told about each backend. */
public enum BackendMetric {
  CURRENT_SESSIONS(
      false,
      "current.sessions",
      "Sessions, in mode http requests, that are with the backend now, those that wait included",
      BackendState::sessions),
  SESSIONS(
      true, "sessions", "Sessions, in mode http requests, there have been", BackendState::total),
  CURRENT_QUEUE(
      false, "current.queue", "Those that wait for a server now", state -> state.queue().size()),
  STICK_ENTRIES(
      false,
      "stick.entries",
      "Clients that stick to a server by their address",
      BackendState::sticky),
  RETRIES(true, "retries", "Further attempts to connect", BackendState::retries),
  REDISPATCHES(
      true,
      "redispatches",
      "Further attempts to connect that went to another server",
      BackendState::redispatches),
  FAILURES(
      true,
      "connect.failures",
      "Sessions that got no server: none was up, none could be reached, or none had a free slot in"
          + " time",
      BackendState::failures);

  private final boolean counter;
  private final String key;
  private final String doc;

  @SuppressWarnings("ImmutableEnumChecker") // only method references
  private final ToLongFunction<BackendState> value;

  BackendMetric(boolean counter, String key, String doc, ToLongFunction<BackendState> value) {
    this.counter = counter;
    this.key = key;
    this.doc = doc;
    this.value = value;
  }

  Series series(BackendState state) {
    return new Series(
        describe(), new String[] {"backend", state.name()}, state, () -> value.applyAsLong(state));
  }

  /** What documents say. */
  public Described describe() {
    return new Described("sluice.backend." + key, counter, doc, "backend");
  }
}
