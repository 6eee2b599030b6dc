package dev.sluice.runtime.backend;

import java.time.Instant;

/**
 * A change of a server's state.
 *
 * @param at when
 * @param state what it was from then on: {@code UP}, {@code DOWN}, {@code READY}, {@code DRAIN} or
 *     {@code MAINT}
 * @param reason why, in a few words
 */
public record Transition(Instant at, String state, String reason) {}
