/**
 * The word {@code proxy-protocol}: the header of the PROXY protocol that servers get before the
 * client's bytes. How headers are read and written is in the API, for the runtime accepts them.
 */
@NullMarked
package dev.sluice.plugin.proxyprotocol;

import org.jspecify.annotations.NullMarked;
