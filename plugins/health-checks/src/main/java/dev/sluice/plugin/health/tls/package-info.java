/**
 * The check {@code tls}, and TLS for others: {@link dev.sluice.plugin.health.tls.TlsTalk} speaks it
 * as a {@link dev.sluice.plugin.health.tls.TlsClient} says.
 */
@NullMarked
package dev.sluice.plugin.health.tls;

import org.jspecify.annotations.NullMarked;
