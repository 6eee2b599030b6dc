/**
 * Reads what a TLS client says before anything is encrypted: {@link
 * dev.sluice.runtime.tls.ClientHelloParser}. Nothing here decrypts, answers or does I/O; it is all
 * functions of the bytes received, and strict, because a name that is guessed is a session that is
 * misrouted.
 */
@NullMarked
package dev.sluice.runtime.tls;

import org.jspecify.annotations.NullMarked;
