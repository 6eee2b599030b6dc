package dev.sluice.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A step of a change or of the end: the steps after it follow, whatever comes of it. */
final class Step {

  private static final Logger log = LoggerFactory.getLogger(Step.class);

  private Step() {}

  /**
   * Runs a step; if it fails, that is logged.
   *
   * @param what for people, what it does
   */
  static void run(String what, Runnable step) {
    run(what, step, () -> {});
  }

  /** The same, with another step in its place if it fails. */
  static void run(String what, Runnable step, Runnable otherwise) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.error("{} has failed", what, e);
      otherwise.run();
    }
  }
}
