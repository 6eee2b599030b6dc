/**
 * What can be said of a client before anything is known of its request: the matchers {@code src},
 * {@code tls} and {@code not}, and the filters {@code allow} and {@code deny}. A client on a Unix
 * socket has no address: {@code src} does not match it, {@code allow} refuses it, {@code deny} lets
 * it pass.
 */
@NullMarked
package dev.sluice.plugin.client;

import org.jspecify.annotations.NullMarked;
