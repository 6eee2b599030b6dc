package dev.sluice.plugin.accesslogs;

/**
 * When a log file is set aside.
 *
 * @param size how large it may become, in bytes; 0 for any size
 * @param keep how many old files stay
 */
record Rotation(long size, int keep) {}
