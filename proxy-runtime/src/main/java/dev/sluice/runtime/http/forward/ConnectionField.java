package dev.sluice.runtime.http.forward;

import java.nio.charset.StandardCharsets;

/** What a head that is written says about its connection (RFC 9110 section 7.6.1). */
public enum ConnectionField {
  /** Nothing: HTTP/1.1 connections persist. */
  NONE(""),
  /** It ends after this message. */
  CLOSE("Connection: close\r\n"),
  /** It persists, which only HTTP/1.0 clients have to be told. */
  KEEP_ALIVE("Connection: keep-alive\r\n"),
  /** It changes to another protocol; Upgrade says which. */
  UPGRADE("Connection: upgrade\r\n");

  private final String text;

  @SuppressWarnings("ImmutableEnumChecker") // the bytes are read only
  private final byte[] line;

  ConnectionField(String text) {
    this.text = text;
    this.line = text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The whole field line with its CRLF; empty for nothing. */
  public String text() {
    return text;
  }

  /**
   * What a response says.
   *
   * @param close whether the connection ends after it
   * @param minorVersion of the request
   */
  public static ConnectionField of(boolean close, int minorVersion) {
    if (close) {
      return CLOSE;
    }
    return minorVersion == 0 ? KEEP_ALIVE : NONE;
  }

  /** The whole field line with its CRLF. */
  byte[] line() {
    return line;
  }
}
