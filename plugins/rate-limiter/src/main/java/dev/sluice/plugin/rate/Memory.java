package dev.sluice.plugin.rate;

/**
 * What a filter knows; it outlives reloads.
 *
 * @param keys makes the keys of the table
 * @param table what is known of each key
 * @param counts what was decided
 */
record Memory(Keys keys, Table table, Counts counts) {

  /** Nothing. */
  static Memory fresh() {
    Keys keys = new Keys();
    return new Memory(keys, new Table(keys), new Counts());
  }
}
