package dev.sluice.runtime.tls;

import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello at the start of a connection (RFC 8446 sections 4.1.2 and 5.1), in any
 * number of TLS records. One object serves one connection, on one thread at a time.
 *
 * <p>The same bytes give the same result however they were cut, and a result other than {@link
 * Inspection#PENDING} never changes again. No byte is looked at twice while the hello is
 * incomplete, and nothing is allocated; a hello in one record is then read where it lies.
 *
 * <p>What is refused, beyond lengths that do not fit: records of no bytes or of more than 2^14,
 * messages before or behind the ClientHello in its records, extensions that come twice, server
 * names that are not host names. Versions, cipher suites and unknown extensions are not judged:
 * that is the server's part.
 */
public final class ClientHelloParser {

  /** Bytes of the handshake message, its four byte header included. */
  public static final int MAX_HANDSHAKE = 64 * 1024;

  /**
   * Bytes of the connection by which there is a result: some thousands of record headers may come
   * on top of the message, but not one for each of its bytes.
   */
  public static final int MAX_BYTES = MAX_HANDSHAKE + 16 * 1024;

  private static final int RECORD_HEADER = 5;
  private static final int MAX_FRAGMENT = 1 << 14;
  private static final int HANDSHAKE_HEADER = 4;

  private static final int CHANGE_CIPHER_SPEC = 0x14;
  private static final int HANDSHAKE = 0x16;
  private static final int APPLICATION_DATA = 0x17;
  private static final int CLIENT_HELLO = 1;

  private Inspection result = Inspection.PENDING;
  private @Nullable ClientHello hello;

  /** The next byte of the connection to look at, where its record began, and where it ends. */
  private int position;

  private int recordStart;
  private int recordEnd;

  /** Bytes of the handshake message that were looked at, and how many it has in all. */
  private int taken;

  private int message;

  /**
   * Goes on where the last call stopped.
   *
   * @param received all bytes of the connection so far, from 0 to the limit: those of the last call
   *     and more, in this buffer or another one. Position and byte order are neither used nor
   *     changed.
   */
  public Inspection parse(ByteBuffer received) {
    int limit = received.limit();
    while (result == Inspection.PENDING && position < limit) {
      int inRecord = position - recordStart;
      if (inRecord < RECORD_HEADER) {
        result = recordHeader(inRecord, received.get(position++) & 0xff);
      } else if (taken < HANDSHAKE_HEADER) {
        result = handshakeHeader(received.get(position++) & 0xff);
      } else {
        int skipped = Math.min(limit, recordEnd) - position;
        position += skipped;
        taken += skipped;
      }
      if (result == Inspection.PENDING && inRecord >= RECORD_HEADER && position == recordEnd) {
        endOfRecord(received);
      }
    }
    return result;
  }

  /** The hello; not null exactly if the result is {@link Inspection#COMPLETE}. */
  public @Nullable ClientHello hello() {
    return hello;
  }

  /** RFC 8446 section 5.1: type, version (3.0 to 3.4, by whatever the client is), length. */
  private Inspection recordHeader(int index, int value) {
    boolean valid =
        switch (index) {
          case 0 -> value == HANDSHAKE;
          case 1 -> value == 3;
          case 2 -> value <= 4;
          case 3 -> value <= MAX_FRAGMENT >>> 8;
          default -> true;
        };
    if (!valid) {
      return position == 1 && (value < CHANGE_CIPHER_SPEC || value > APPLICATION_DATA)
          ? Inspection.OTHER
          : Inspection.MALFORMED;
    }
    if (index == 3) {
      recordEnd = value << 8;
    } else if (index == 4) {
      return fragment(recordEnd | value);
    }
    return Inspection.PENDING;
  }

  private Inspection fragment(int length) {
    // Zero-length fragments of handshake messages are forbidden (RFC 8446 section 5.1).
    if (length == 0 || length > MAX_FRAGMENT) {
      return Inspection.MALFORMED;
    }
    recordEnd = position + length;
    if (taken >= HANDSHAKE_HEADER && !fits()) {
      return Inspection.MALFORMED;
    }
    return recordEnd > MAX_BYTES ? Inspection.TOO_LARGE : Inspection.PENDING;
  }

  /** RFC 8446 section 4: type, length of three bytes. */
  private Inspection handshakeHeader(int value) {
    if (taken == 0) {
      taken = 1;
      return value == CLIENT_HELLO ? Inspection.PENDING : Inspection.MALFORMED;
    }
    message = message << 8 | value;
    taken++;
    if (taken < HANDSHAKE_HEADER) {
      return Inspection.PENDING;
    }
    message += HANDSHAKE_HEADER;
    if (message > MAX_HANDSHAKE) {
      return Inspection.TOO_LARGE;
    }
    return fits() ? Inspection.PENDING : Inspection.MALFORMED;
  }

  /** A client says nothing behind its hello until it is answered, at least not in that record. */
  private boolean fits() {
    return recordEnd - position <= message - taken;
  }

  private void endOfRecord(ByteBuffer received) {
    if (taken < HANDSHAKE_HEADER || taken < message) {
      recordStart = recordEnd;
      // So that a buffer of MAX_BYTES is never full without a result.
      if (recordStart + RECORD_HEADER >= MAX_BYTES) {
        result = Inspection.TOO_LARGE;
      }
      return;
    }
    boolean oneRecord = recordStart == 0;
    ByteBuffer bytes = oneRecord ? received : joined(received);
    int start = HANDSHAKE_HEADER + (oneRecord ? RECORD_HEADER : 0);
    HelloReader reader = new HelloReader(bytes, start, start + message - HANDSHAKE_HEADER);
    result = reader.read();
    hello = reader.hello();
  }

  /** The message without the record headers, which have all been checked. */
  private ByteBuffer joined(ByteBuffer received) {
    ByteBuffer joined = ByteBuffer.allocate(message);
    int at = 0;
    for (int done = 0; done < message; ) {
      int length = (received.get(at + 3) & 0xff) << 8 | (received.get(at + 4) & 0xff);
      joined.put(done, received, at + RECORD_HEADER, length);
      done += length;
      at += RECORD_HEADER + length;
    }
    return joined;
  }
}
