/**
 * How bodies are framed in chunks (RFC 9112 section 7.1). Data is never touched here: a reader says
 * how long it is, and who owns the buffers moves it. Start at {@link
 * dev.sluice.runtime.http.body.ChunkReader}.
 */
@NullMarked
package dev.sluice.runtime.http.body;

import org.jspecify.annotations.NullMarked;
