/**
 * Matchers of the head of an HTTP/1 request: {@code host}, {@code path}, {@code method} and {@code
 * header}. All wait for a complete, well-formed head; none matches anything else.
 */
@NullMarked
package dev.sluice.plugin.host;

import org.jspecify.annotations.NullMarked;
