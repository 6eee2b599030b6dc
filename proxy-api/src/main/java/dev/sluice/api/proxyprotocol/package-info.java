/**
 * The PROXY protocol: what a proxy says about its client before the client's first byte. Versions 1
 * and 2, as runtime and plugins both read and write them.
 */
@NullMarked
package dev.sluice.api.proxyprotocol;

import org.jspecify.annotations.NullMarked;
