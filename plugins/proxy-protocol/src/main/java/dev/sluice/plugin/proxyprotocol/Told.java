package dev.sluice.plugin.proxyprotocol;

/** What a header of version 2 can say besides addresses. */
enum Told {
  /** The host name that the client asked for. */
  AUTHORITY,
  /** The protocol that the client would like best. */
  ALPN,
  /** The number of the session. */
  UNIQUE_ID,
  /** The checksum of the header. */
  CRC32C,
  /** What a header that was accepted has said, but for what this one says itself. */
  RECEIVED
}
