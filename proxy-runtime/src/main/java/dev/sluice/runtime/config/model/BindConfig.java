package dev.sluice.runtime.config.model;

import dev.sluice.runtime.config.model.addresses.AcceptProxy;
import dev.sluice.runtime.config.model.addresses.BindAddress;
import org.jspecify.annotations.Nullable;

/**
 * A bind of a frontend.
 *
 * @param address where it listens
 * @param acceptProxy who must send a PROXY header; null if nobody is asked about one
 */
public record BindConfig(BindAddress address, @Nullable AcceptProxy acceptProxy) {}
