package dev.sluice.runtime.http.body;

/** Why a chunked body is refused. Its connection cannot be used again. */
public enum ChunkFault {
  /** RFC 9112 section 7.1: one to thirteen hexadecimal digits, nothing around them. */
  BAD_SIZE("chunk size is not a plain hexadecimal number"),
  /** 2^52 bytes and more, which readers are known to cut off, and leading zeros without end. */
  LONG_SIZE("chunk size has too many digits"),
  /** RFC 9112 section 7.1.1; white space around the parts is refused too. */
  BAD_EXTENSION("chunk extension is malformed"),
  /** RFC 9112 section 7.1.1 asks for a limit. */
  LONG_EXTENSIONS("chunk extensions are too long"),
  /** RFC 9112 section 2.2 lets a reader accept it; readers who do not then disagree. */
  BARE_LF("chunk line ends with LF without CR"),
  /** RFC 9112 section 2.2. */
  BARE_CR("CR without LF in a chunk line"),
  /** The data is longer than its chunk's size says. */
  NO_LINE_END("chunk data is not followed by CRLF"),
  /** RFC 9112 section 5. */
  BAD_TRAILER("trailer section is malformed"),
  /** More fields or bytes than {@link ChunkReader} takes. */
  LONG_TRAILER("trailer section is too large"),
  /** RFC 9110 section 6.5.1: framing, routing and connection are told before the body. */
  FORBIDDEN_TRAILER("trailer section holds a field that it must not");

  private final String text;

  ChunkFault(String text) {
    this.text = text;
  }

  /** What is wrong, in a few words that hold nothing the peer sent. */
  public String text() {
    return text;
  }
}
