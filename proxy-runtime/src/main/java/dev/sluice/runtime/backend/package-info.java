/**
 * The side that servers are on: a {@link dev.sluice.runtime.backend.Backend} picks a server, {@link
 * dev.sluice.runtime.backend.Connecting} gets a connection to it, trying again and elsewhere.
 */
@NullMarked
package dev.sluice.runtime.backend;

import org.jspecify.annotations.NullMarked;
