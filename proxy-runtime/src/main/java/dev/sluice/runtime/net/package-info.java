/**
 * Sockets, and the only place that knows how they are driven. Everything above sees a {@link
 * dev.sluice.runtime.net.Connection} on a {@link dev.sluice.runtime.net.Loop}; an {@link
 * dev.sluice.runtime.net.Engine} makes both. Start at {@code Connection}.
 */
@NullMarked
package dev.sluice.runtime.net;

import org.jspecify.annotations.NullMarked;
