/**
 * HTTP/1 over bytes: a strict, incremental parser of request heads (RFC 9112) and the rules that a
 * head must keep before anything is decided from it. What two readers could understand in two ways
 * is refused, not repaired, so that a server behind the proxy never sees another request than the
 * one that was routed. Start at {@link dev.sluice.runtime.http.HeadParser}. Fields are read and
 * looked at here for responses and trailers too.
 */
@NullMarked
package dev.sluice.runtime.http;

import org.jspecify.annotations.NullMarked;
