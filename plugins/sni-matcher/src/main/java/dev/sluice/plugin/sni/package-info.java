/**
 * Routes by what a TLS client says in its ClientHello: {@code sni}, the name of the server it
 * wants, and {@code alpn}, the protocols it offers to speak.
 */
@NullMarked
package dev.sluice.plugin.sni;

import org.jspecify.annotations.NullMarked;
