/** The PROXY protocol on both sides of the proxy. */
@NullMarked
package dev.sluice.it.proxyprotocol;

import org.jspecify.annotations.NullMarked;
