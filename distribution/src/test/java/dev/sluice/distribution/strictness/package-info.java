/**
 * HTTP mode beside nginx and HAProxy: the same bytes for each of them, in front of the same server,
 * which reads by the letter of RFC 9112. What the stricter of the two refuses is refused here.
 */
@NullMarked
package dev.sluice.distribution.strictness;

import org.jspecify.annotations.NullMarked;
