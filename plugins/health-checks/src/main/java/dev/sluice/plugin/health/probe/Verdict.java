package dev.sluice.plugin.health.probe;

/**
 * What was found.
 *
 * @param passed whether the server works
 * @param text what it did, or why not
 * @param last whether there is nothing more to be heard
 */
public record Verdict(boolean passed, String text, boolean last) {}
