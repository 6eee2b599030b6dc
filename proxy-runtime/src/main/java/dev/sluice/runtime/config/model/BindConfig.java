package dev.sluice.runtime.config.model;

import org.jspecify.annotations.Nullable;

/**
 * A bind of a frontend.
 *
 * @param address where it listens
 * @param acceptProxy who must send a PROXY header; null if nobody is asked about one
 */
public record BindConfig(BindAddress address, @Nullable AcceptProxy acceptProxy) {}
