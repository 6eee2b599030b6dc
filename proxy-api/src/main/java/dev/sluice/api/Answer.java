package dev.sluice.api;

/** What a {@link Matcher} says. */
public enum Answer {
  /** It fits, whatever else may come. */
  YES,
  /** It does not fit, whatever else may come. */
  NO,
  /**
   * More bytes are needed to tell. Routes further down wait, so that the order in the file holds.
   */
  MORE
}
