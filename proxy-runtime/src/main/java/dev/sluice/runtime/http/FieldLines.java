package dev.sluice.runtime.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads field lines up to the empty line that ends them (RFC 9112 section 5), while their bytes
 * come in: the one reader of fields, for requests, responses and trailers. It remembers where it
 * stopped; what it finds is a function of the bytes, not of how they were cut.
 */
public final class FieldLines {

  /** For a reader whose section as a whole is bounded by its caller. */
  public static final int ANY_LENGTH = Integer.MAX_VALUE;

  private enum State {
    START,
    NAME,
    VALUE_START,
    VALUE,
    LINE_LF,
    END_LF
  }

  private final int maxFields;
  private final int maxLine;
  private State state = State.START;
  private boolean decided;
  private @Nullable FieldFault fault;
  private int position;
  private int fields;
  private int[] offsets = new int[16 * FieldSection.OFFSETS];

  /** What the last view shows; as long as the longest of them. */
  private byte[] viewed = {};

  /**
   * A reader that has to be told where to begin.
   *
   * @param maxFields the most fields
   * @param maxLine the longest line in bytes, without its CRLF
   */
  public FieldLines(int maxFields, int maxLine) {
    this.maxFields = maxFields;
    this.maxLine = maxLine;
  }

  /** Forgets everything; the first field line begins at this index. */
  public void begin(int start) {
    state = State.START;
    decided = false;
    fault = null;
    position = start;
    fields = 0;
  }

  /**
   * Reads on, to the end unless it is decided before.
   *
   * @param received holds what it held before, and perhaps more
   * @param end where to stop; not beyond the limit
   * @return whether the section is complete or something is wrong with it
   */
  public boolean read(ByteBuffer received, int end) {
    // Most calls are for a part of a value if bytes come one by one.
    if (state == State.VALUE && !decided) {
      value(received, end);
    }
    while (position < end && !decided) {
      step(received, end);
    }
    return decided;
  }

  /** Where it has stopped: behind the section if it is complete. */
  public int position() {
    return position;
  }

  private void step(ByteBuffer received, int end) {
    switch (state) {
      case START -> start(received.get(position));
      case NAME -> name(received, end);
      case VALUE_START -> valueStart(received, end);
      case VALUE -> value(received, end);
      case LINE_LF -> lineLf(received.get(position));
      case END_LF -> endLf(received.get(position));
    }
  }

  /** What is wrong; null as long as nothing is. */
  public @Nullable FieldFault fault() {
    return fault;
  }

  /** How many fields have been read so far. */
  public int count() {
    return fields;
  }

  /** The fields, with a copy of everything before them from index 0; only if complete. */
  public FieldSection section(ByteBuffer received) {
    byte[] bytes = new byte[position];
    received.get(0, bytes);
    return new FieldSection(bytes, Arrays.copyOf(offsets, fields * FieldSection.OFFSETS), fields);
  }

  /** As {@link #section}, but in memory that is used again by what is read next. */
  public FieldSection view(ByteBuffer received) {
    if (viewed.length < position) {
      viewed = new byte[Math.max(position, 2 * viewed.length)];
    }
    received.get(0, viewed, 0, position);
    return new FieldSection(viewed, offsets, fields);
  }

  private void start(byte c) {
    if (c == '\r') {
      position++;
      state = State.END_LF;
    } else if (!Octets.isToken(c)) {
      refuse(startFault(c));
    } else if (fields == maxFields) {
      refuse(FieldFault.TOO_MANY_FIELDS);
    } else {
      if ((fields + 1) * FieldSection.OFFSETS > offsets.length) {
        offsets = Arrays.copyOf(offsets, offsets.length * 2);
      }
      offsets[fields * FieldSection.OFFSETS] = position++;
      state = State.NAME;
    }
  }

  private static FieldFault startFault(byte c) {
    return switch (c) {
      case ' ', '\t' -> FieldFault.FOLDED_FIELD;
      case ':' -> FieldFault.EMPTY_FIELD_NAME;
      case '\n' -> FieldFault.BARE_LF;
      default -> FieldFault.BAD_FIELD_NAME;
    };
  }

  private void name(ByteBuffer received, int end) {
    int at = position;
    while (at < end && Octets.isToken(received.get(at))) {
      at++;
    }
    position = at;
    if (at < end) {
      byte c = received.get(at);
      if (c == ':') {
        offsets[fields * FieldSection.OFFSETS + 1] = at;
        position++;
        state = State.VALUE_START;
      } else {
        refuse(nameFault(c));
      }
    }
  }

  private static FieldFault nameFault(byte c) {
    return switch (c) {
      case ' ', '\t' -> FieldFault.SPACE_BEFORE_COLON;
      case '\r', '\n' -> FieldFault.NO_COLON;
      default -> FieldFault.BAD_FIELD_NAME;
    };
  }

  private void valueStart(ByteBuffer received, int end) {
    int at = position;
    while (at < end && Octets.isBlank(received.get(at))) {
      at++;
    }
    position = at;
    if (at < end) {
      offsets[fields * FieldSection.OFFSETS + 2] = at;
      state = State.VALUE;
    }
  }

  private void value(ByteBuffer received, int end) {
    int at = position;
    while (at < end && Octets.isValue(received.get(at))) {
      at++;
    }
    position = at;
    if (at < end) {
      byte c = received.get(at);
      if (c == '\r') {
        endField(received);
      } else {
        refuse(c == '\n' ? FieldFault.BARE_LF : FieldFault.BAD_FIELD_VALUE);
      }
    }
  }

  private void endField(ByteBuffer received) {
    int field = fields * FieldSection.OFFSETS;
    if (position - offsets[field] > maxLine) {
      refuse(FieldFault.LONG_FIELD);
      return;
    }
    int valueEnd = position;
    while (valueEnd > offsets[field + 2] && Octets.isBlank(received.get(valueEnd - 1))) {
      valueEnd--;
    }
    offsets[field + 3] = valueEnd;
    fields++;
    position++;
    state = State.LINE_LF;
  }

  private void lineLf(byte c) {
    if (c == '\n') {
      position++;
      state = State.START;
    } else {
      refuse(FieldFault.BARE_CR);
    }
  }

  private void endLf(byte c) {
    if (c == '\n') {
      position++;
      decided = true;
    } else {
      refuse(FieldFault.BARE_CR);
    }
  }

  private void refuse(FieldFault found) {
    fault = found;
    decided = true;
  }
}
