package dev.sluice.api;

import java.util.List;

/**
 * What one plugin jar brings: the factories of its extensions. It is found by {@link
 * java.util.ServiceLoader}, so an implementation is public, has a public constructor without
 * parameters and is registered in {@code META-INF/services} (Google's {@code @AutoService} writes
 * that file).
 *
 * <p>An implementation only lists what it has: no work is done, no thread started and no file read
 * in the constructor or in these methods. They are called once for each time the jar is loaded, on
 * a thread that is not an event loop. Two factories of one kind must not share a word, also not
 * across plugins: the second one is a problem that is reported with the names of both jars.
 */
public interface Plugin {

  /** The plugin's name in messages and listings, by convention its jar's name without version. */
  String name();

  /** Factories of matchers: words that may stand in a route's {@code match}. */
  default List<Factory<Matcher>> matchers() {
    return List.of();
  }

  /** Factories of filters: words that may stand in a frontend's {@code filters}. */
  default List<Factory<Filter>> filters() {
    return List.of();
  }

  /** Factories of emitters: words that may stand in a backend's or server's {@code emit}. */
  default List<Factory<Emitter>> emitters() {
    return List.of();
  }

  /** Factories of balancers: words that may stand in a backend's {@code balance}. */
  default List<Factory<Balancer>> balancers() {
    return List.of();
  }

  /** Factories of health checks: words that may stand in a backend's or server's {@code check}. */
  default List<Factory<Check>> checks() {
    return List.of();
  }

  /** Factories of access logs: words that may stand in an entry of {@code logs}. */
  default List<Factory<AccessLog>> accessLogs() {
    return List.of();
  }

  /** Factories of log formats: words that may stand in a frontend's {@code log-format}. */
  default List<Factory<LogFormat>> logFormats() {
    return List.of();
  }
}
