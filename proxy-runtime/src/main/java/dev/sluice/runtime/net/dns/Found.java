package dev.sluice.runtime.net.dns;

import java.time.Duration;

/**
 * An answer.
 *
 * @param answer what was found
 * @param ttl how long it holds; may be zero
 */
public record Found<T>(T answer, Duration ttl) {}
