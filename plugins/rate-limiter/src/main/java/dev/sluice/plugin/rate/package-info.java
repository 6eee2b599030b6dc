/**
 * The filter {@code rate-limit}: how many connections, requests and sessions a client, a name or a
 * frontend may have. Start at {@link dev.sluice.plugin.rate.RateLimit}; what is known of each key
 * lies in a {@link dev.sluice.plugin.rate.Table}, which outlives reloads.
 */
@NullMarked
package dev.sluice.plugin.rate;

import org.jspecify.annotations.NullMarked;
