package dev.sluice.runtime.backend;

import java.time.Duration;

/**
 * How hard it is tried to connect a session.
 *
 * @param retries how many further attempts a session may make
 * @param redispatch whether a further attempt may go to another server
 * @param connect how long one attempt may take
 * @param queue how long a session waits for a server with a free slot
 */
public record Attempts(int retries, boolean redispatch, Duration connect, Duration queue) {}
