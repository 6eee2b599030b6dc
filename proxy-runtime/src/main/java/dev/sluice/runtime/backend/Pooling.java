package dev.sluice.runtime.backend;

import java.time.Duration;

/**
 * What is kept of connections to a server that no request needs now.
 *
 * @param most how many of them each event loop keeps; 0 for none
 * @param idle for how long; longer than zero
 */
public record Pooling(int most, Duration idle) {}
