package dev.sluice.api;

/** What a {@link Matcher} must see of a connection before it can answer, or an {@link Emitter}. */
public enum Need {
  /** Some first bytes, in a protocol that the matcher knows itself. */
  BYTES,
  /** The TLS ClientHello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2). */
  CLIENT_HELLO,
  /** The head of the first HTTP/1 request (RFC 9112 section 2.1). */
  REQUEST_HEAD
}
