package dev.sluice.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of several steps, of which the others follow whatever comes of it. */
final class Attempt {

  private static final Logger log = LoggerFactory.getLogger(Attempt.class);

  private Attempt() {}

  /**
   * Runs a step; if it fails, that is logged.
   *
   * @param what for people, what it does
   */
  static void at(String what, Runnable step) {
    at(what, step, () -> {});
  }

  /** The same, with another step in its place if it fails. */
  static void at(String what, Runnable step, Runnable otherwise) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.error("{} has failed", what, e);
      otherwise.run();
    }
  }
}
