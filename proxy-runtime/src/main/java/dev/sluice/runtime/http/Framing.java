package dev.sluice.runtime.http;

import org.jspecify.annotations.Nullable;

/**
 * Finds out how a request's body is framed (RFC 9112 section 6.3), and refuses whatever two readers
 * could frame in two ways.
 */
final class Framing {

  /** Neither Content-Length nor chunked: no body. */
  static final long NO_BODY = -1;

  private final FieldSection fields;
  private long length = NO_BODY;
  private boolean chunked;

  Framing(FieldSection fields) {
    this.fields = fields;
  }

  /** The value of Content-Length, or {@link #NO_BODY}. */
  long length() {
    return length;
  }

  /** Whether the body is chunked. */
  boolean chunked() {
    return chunked;
  }

  /** Reads the fields; why the request is refused, or null. */
  @Nullable Refusal read(int minorVersion) {
    int lengthField = fields.only("content-length");
    int encodingField = fields.only("transfer-encoding");
    if (fields.only("transfer_encoding") != FieldSection.NONE
        || fields.only("content_length") != FieldSection.NONE) {
      return Refusal.DISGUISED_FRAMING;
    }
    if (encodingField == FieldSection.NONE) {
      return readLength(lengthField);
    }
    if (minorVersion == 0) {
      return Refusal.ENCODING_IN_HTTP_1_0;
    }
    if (lengthField != FieldSection.NONE) {
      return Refusal.LENGTH_AND_ENCODING;
    }
    return encodingField == FieldSection.SEVERAL
        ? Refusal.REPEATED_ENCODING
        : readEncoding(encodingField);
  }

  private @Nullable Refusal readLength(int field) {
    if (field == FieldSection.NONE) {
      return null;
    }
    if (field == FieldSection.SEVERAL) {
      return Refusal.REPEATED_LENGTH;
    }
    length = decimal(fields.bytes(), fields.valueStart(field), fields.valueEnd(field));
    return length < 0 ? Refusal.BAD_LENGTH : null;
  }

  private @Nullable Refusal readEncoding(int field) {
    int start = fields.valueStart(field);
    int end = fields.valueEnd(field);
    chunked = fields.matches(start, end, "chunked");
    if (chunked) {
      return null;
    }
    return isCodings(fields.bytes(), start, end) ? Refusal.UNKNOWN_ENCODING : Refusal.BAD_ENCODING;
  }

  private static long decimal(byte[] bytes, int start, int end) {
    if (start == end || (bytes[start] == '0' && end - start > 1)) {
      return -1;
    }
    long number = 0;
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** Whether it is a list of codings, each a token that parameters may follow. */
  private static boolean isCodings(byte[] bytes, int start, int end) {
    boolean expectToken = true;
    for (int i = start; i < end; i++) {
      byte c = bytes[i];
      if (Octets.isToken(c)) {
        expectToken = false;
      } else if (c == ',' || c == ';' || c == '=') {
        if (expectToken) {
          return false;
        }
        expectToken = true;
      } else if (!Octets.isBlank(c)) {
        return false;
      }
    }
    return !expectToken;
  }
}
