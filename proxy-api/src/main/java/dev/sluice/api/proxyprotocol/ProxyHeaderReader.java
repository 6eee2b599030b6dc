package dev.sluice.api.proxyprotocol;

import java.nio.ByteBuffer;

/**
 * Reads the header, of either version, that a connection begins with. It has no state: show it all
 * bytes since the first one again when more have come. Strict, for whoever gets one byte wrong may
 * get addresses wrong; what can be refused is refused before the header is complete.
 */
public final class ProxyHeaderReader {

  /** How long a header may be: of version 2, with all its TLVs; one of version 1 is shorter. */
  public static final int MAX_LENGTH = 4096;

  /** What came of reading. */
  public sealed interface Reading {}

  /** More bytes are needed. */
  public record Pending() implements Reading {}

  /**
   * A header.
   *
   * @param length how many bytes it has; the client's own begin behind it
   */
  public record Complete(ProxyHeader header, int length) implements Reading {}

  /**
   * Not a header, or a bad one; more bytes cannot change that.
   *
   * @param reason for people: lower case start, no full stop
   */
  public record Rejected(String reason) implements Reading {}

  /** Whether first bytes are those of a header, good or bad. */
  public enum Beginning {
    /** They are. */
    HEADER,
    /** They are not. */
    OTHER,
    /** They may be, if more come. */
    OPEN
  }

  static final Reading PENDING = new Pending();

  private ProxyHeaderReader() {}

  /**
   * Reads.
   *
   * @param bytes from position 0; neither position nor limit is changed
   */
  public static Reading read(ByteBuffer bytes) {
    if (bytes.limit() == 0) {
      return PENDING;
    }
    boolean second = bytes.get(0) == Version2.SIGNATURE[0];
    return switch (begins(bytes, second ? Version2.SIGNATURE : Version1.SIGNATURE)) {
      case OPEN -> PENDING;
      case OTHER -> new Rejected("no PROXY header");
      case HEADER -> second ? Version2.read(bytes) : Version1.read(bytes);
    };
  }

  /**
   * Tells whether a header begins here, whatever follows.
   *
   * @param bytes from position 0; neither position nor limit is changed
   */
  public static Beginning begins(ByteBuffer bytes) {
    if (bytes.limit() == 0) {
      return Beginning.OPEN;
    }
    boolean second = bytes.get(0) == Version2.SIGNATURE[0];
    return begins(bytes, second ? Version2.SIGNATURE : Version1.SIGNATURE);
  }

  private static Beginning begins(ByteBuffer bytes, byte[] signature) {
    int there = Math.min(bytes.limit(), signature.length);
    for (int i = 0; i < there; i++) {
      if (bytes.get(i) != signature[i]) {
        return Beginning.OTHER;
      }
    }
    return there == signature.length ? Beginning.HEADER : Beginning.OPEN;
  }
}
