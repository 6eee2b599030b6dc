/**
 * The cookie by which a backend's clients stay with their servers, as HAProxy reads and writes it.
 * Start at {@link dev.sluice.runtime.http.cookie.PersistenceCookie}.
 */
@NullMarked
package dev.sluice.runtime.http.cookie;

import org.jspecify.annotations.NullMarked;
