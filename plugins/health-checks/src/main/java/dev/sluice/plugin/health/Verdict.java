package dev.sluice.plugin.health;

/**
 * What was found.
 *
 * @param passed whether the server works
 * @param text what it did, or why not
 * @param last whether there is nothing more to be heard
 */
record Verdict(boolean passed, String text, boolean last) {}
