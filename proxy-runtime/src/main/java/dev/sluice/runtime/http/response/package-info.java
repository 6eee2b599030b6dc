/**
 * Heads of HTTP/1 responses, read as strictly as those of requests: a server is not trusted either,
 * because what it answers to one client goes out on a connection that others use. Start at {@link
 * dev.sluice.runtime.http.response.ResponseParser}.
 */
@NullMarked
package dev.sluice.runtime.http.response;

import org.jspecify.annotations.NullMarked;
