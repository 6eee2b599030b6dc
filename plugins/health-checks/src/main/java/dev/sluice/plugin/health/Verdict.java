package dev.sluice.plugin.health;

/**
 * What was found.
 *
 * @param passed whether the server works
 * @param text what it did, or why not
 */
record Verdict(boolean passed, String text) {}
