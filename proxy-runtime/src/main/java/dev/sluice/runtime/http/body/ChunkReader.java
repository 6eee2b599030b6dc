package dev.sluice.runtime.http.body;

import dev.sluice.runtime.http.FieldFault;
import dev.sluice.runtime.http.FieldLines;
import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.ForwardingNames;
import dev.sluice.runtime.http.Octets;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the framing of a chunked body (RFC 9112 section 7.1) while its bytes come in; the data
 * itself is the caller's. There is one reader for each direction of a connection, used on its event
 * loop; after {@link #reset} it reads the next body.
 *
 * <p>The caller calls {@link #next}, consumes {@link #consumed} bytes of framing, whatever the
 * step, and after DATA moves {@link #dataLength} bytes of data, which may still have to come. Then
 * it calls {@link #next} again, and what is received begins behind all that.
 *
 * <p>It is strict: lines end with CRLF, sizes are plain hexadecimal numbers, extensions are
 * well-formed, short and never kept, and trailers keep the rules of other fields. Where a body ends
 * is a function of its bytes alone, never of how they were cut.
 */
public final class ChunkReader {

  /** The most hexadecimal digits of a size. */
  public static final int MAX_DIGITS = 13;

  /** The most bytes of extensions in a body, from the semicolon. */
  public static final int MAX_EXTENSIONS = 4 * 1024;

  /** The most bytes of extensions on average of the chunks read so far. */
  public static final int MAX_EXTENSIONS_PER_CHUNK = 64;

  /** The most bytes of the trailer section, with the empty line at its end. */
  public static final int MAX_TRAILER = 8 * 1024;

  /** The most trailer fields. */
  public static final int MAX_TRAILER_FIELDS = 100;

  /** What the bytes have come to. */
  public enum Step {
    /** Nothing, more of them are needed. */
    MORE,
    /** The data of a chunk follows. */
    DATA,
    /** The body is complete. */
    END,
    /** The body is refused. */
    BAD
  }

  private enum State {
    SIZE_START,
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA_CR,
    DATA_LF,
    TRAILER,
    COMPLETE,
    BROKEN
  }

  private static final String[] FORBIDDEN = {
    "content-length",
    "transfer-encoding",
    "host",
    "connection",
    "keep-alive",
    "proxy-connection",
    "upgrade",
    "http2-settings",
    "te",
    "trailer"
  };

  private final Extensions extensions = new Extensions();
  private final FieldLines fields = new FieldLines(MAX_TRAILER_FIELDS, FieldLines.ANY_LENGTH);
  private State state = State.SIZE_START;
  private @Nullable ChunkFault fault;
  private FieldSection trailer = FieldSection.EMPTY;
  private int consumed;
  private int digits;
  private long size;
  private long chunks;
  private int extensionBytes;
  private boolean trailerBegun;

  /**
   * Reads on, up to the next data.
   *
   * @param received what has come behind all that was consumed and moved, from index 0 to the
   *     limit; position and bytes stay as they are. Must be able to hold {@link #MAX_TRAILER}
   *     bytes, because a trailer section is consumed as a whole
   */
  public Step next(ByteBuffer received) {
    consumed = 0;
    int end = received.limit();
    while (consumed < end && isFraming()) {
      byte c = received.get(consumed);
      if (state == State.SIZE_LF && c == '\n' && size > 0) {
        consumed++;
        state = State.DATA_CR;
        return Step.DATA;
      }
      read(c);
      consumed += fault == null ? 1 : 0;
    }
    if (state == State.TRAILER) {
      readTrailer(received);
    }
    return step();
  }

  private boolean isFraming() {
    return state != State.TRAILER && state != State.COMPLETE && state != State.BROKEN;
  }

  private Step step() {
    return switch (state) {
      case COMPLETE -> Step.END;
      case BROKEN -> Step.BAD;
      default -> Step.MORE;
    };
  }

  /** How many bytes of what was received are framing and have to be consumed. */
  public int consumed() {
    return consumed;
  }

  /** The length of the data that follows, after DATA: from 1 to 2^52 - 1. */
  public long dataLength() {
    return size;
  }

  /** The trailer fields, once the body is complete. */
  public FieldSection trailer() {
    return trailer;
  }

  /** Why the body is refused; not null exactly if it is. */
  public @Nullable ChunkFault fault() {
    return fault;
  }

  /** Forgets everything, for the next body. */
  public void reset() {
    state = State.SIZE_START;
    fault = null;
    trailer = FieldSection.EMPTY;
    consumed = 0;
    size = 0;
    chunks = 0;
    extensionBytes = 0;
    trailerBegun = false;
  }

  private void read(byte c) {
    switch (state) {
      case SIZE_START -> sizeStart(c);
      case SIZE -> size(c);
      case EXTENSION -> extension(c);
      case SIZE_LF -> sizeLf(c);
      case DATA_CR -> expect(c, '\r', State.DATA_LF);
      case DATA_LF -> expect(c, '\n', State.SIZE_START);
      case TRAILER, COMPLETE, BROKEN -> throw new IllegalStateException(state.name());
    }
  }

  private void sizeStart(byte c) {
    size = Octets.hex(c);
    digits = 1;
    chunks++;
    state = State.SIZE;
    if (size < 0) {
      refuse(c == '\n' ? ChunkFault.BARE_LF : ChunkFault.BAD_SIZE);
    }
  }

  private void size(byte c) {
    int digit = Octets.hex(c);
    if (digit >= 0) {
      size = size << 4 | digit;
      if (++digits > MAX_DIGITS) {
        refuse(ChunkFault.LONG_SIZE);
      }
    } else if (c == ';') {
      extensions.begin();
      state = State.EXTENSION;
      extension(c);
    } else {
      lineEnd(c, ChunkFault.BAD_SIZE);
    }
  }

  private void extension(byte c) {
    if (c == '\r' && extensions.mayEnd()) {
      state = State.SIZE_LF;
    } else if (!extensions.accept(c)) {
      refuse(c == '\n' ? ChunkFault.BARE_LF : ChunkFault.BAD_EXTENSION);
    } else {
      long most = Math.min(MAX_EXTENSIONS, chunks * MAX_EXTENSIONS_PER_CHUNK);
      if (++extensionBytes > most) {
        refuse(ChunkFault.LONG_EXTENSIONS);
      }
    }
  }

  private void lineEnd(byte c, ChunkFault other) {
    if (c == '\r') {
      state = State.SIZE_LF;
    } else {
      refuse(c == '\n' ? ChunkFault.BARE_LF : other);
    }
  }

  /** The end of the last chunk's line; that of another is where its data begins. */
  private void sizeLf(byte c) {
    if (c == '\n') {
      state = State.TRAILER;
    } else {
      refuse(ChunkFault.BARE_CR);
    }
  }

  private void expect(byte c, char expected, State next) {
    if (c == expected) {
      state = next;
    } else {
      refuse(ChunkFault.NO_LINE_END);
    }
  }

  private void readTrailer(ByteBuffer received) {
    int start = consumed;
    if (!trailerBegun) {
      fields.begin(start);
    }
    int end = Math.min(received.limit(), start + MAX_TRAILER);
    if (fields.read(received, end)) {
      endTrailer(received);
    } else if (end - start == MAX_TRAILER) {
      refuse(ChunkFault.LONG_TRAILER);
    }
    // What is consumed now moves the section to index 0, and it is read there once more.
    trailerBegun = start == 0;
  }

  private void endTrailer(ByteBuffer received) {
    if (fields.fault() != null) {
      boolean many = fields.fault() == FieldFault.TOO_MANY_FIELDS;
      refuse(many ? ChunkFault.LONG_TRAILER : ChunkFault.BAD_TRAILER);
      return;
    }
    FieldSection section = fields.count() == 0 ? FieldSection.EMPTY : fields.section(received);
    for (int field = 0; field < section.count(); field++) {
      if (isForbidden(section, field)) {
        refuse(ChunkFault.FORBIDDEN_TRAILER);
        return;
      }
    }
    trailer = section;
    consumed = fields.position();
    state = State.COMPLETE;
  }

  private static boolean isForbidden(FieldSection section, int field) {
    for (String name : FORBIDDEN) {
      if (section.isAlias(field, name)) {
        return true;
      }
    }
    return ForwardingNames.tells(section, field);
  }

  private void refuse(ChunkFault found) {
    fault = found;
    state = State.BROKEN;
  }
}
