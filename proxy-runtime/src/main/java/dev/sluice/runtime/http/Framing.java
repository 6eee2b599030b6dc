package dev.sluice.runtime.http;

import org.jspecify.annotations.Nullable;

/**
 * Finds out how the head of a request or response frames its body (RFC 9112 section 6.3), and
 * refuses whatever two readers could frame in two ways. One serves a parser for all its heads.
 */
public final class Framing {

  /** No Content-Length. */
  public static final long NO_LENGTH = -1;

  private long length = NO_LENGTH;
  private boolean chunked;

  /** The value of Content-Length, or {@link #NO_LENGTH}. */
  public long length() {
    return length;
  }

  /** Whether the body is chunked. */
  public boolean chunked() {
    return chunked;
  }

  /** Reads the fields of a head; what is wrong with them, or null. */
  public @Nullable FieldFault read(FieldSection fields, int minorVersion) {
    length = NO_LENGTH;
    chunked = false;
    int lengthField = fields.only("content-length");
    int encodingField = fields.only("transfer-encoding");
    if (fields.only("transfer_encoding") != FieldSection.NONE
        || fields.only("content_length") != FieldSection.NONE) {
      return FieldFault.DISGUISED_FRAMING;
    }
    if (encodingField == FieldSection.NONE) {
      return readLength(fields, lengthField);
    }
    if (minorVersion == 0) {
      return FieldFault.ENCODING_IN_HTTP_1_0;
    }
    if (lengthField != FieldSection.NONE) {
      return FieldFault.LENGTH_AND_ENCODING;
    }
    return encodingField == FieldSection.SEVERAL
        ? FieldFault.REPEATED_ENCODING
        : readEncoding(fields, encodingField);
  }

  private @Nullable FieldFault readLength(FieldSection fields, int field) {
    if (field == FieldSection.NONE) {
      return null;
    }
    if (field == FieldSection.SEVERAL) {
      return FieldFault.REPEATED_LENGTH;
    }
    length = decimal(fields.bytes(), fields.valueStart(field), fields.valueEnd(field));
    return length < 0 ? FieldFault.BAD_LENGTH : null;
  }

  private @Nullable FieldFault readEncoding(FieldSection fields, int field) {
    int start = fields.valueStart(field);
    int end = fields.valueEnd(field);
    chunked = fields.matches(start, end, "chunked");
    if (chunked) {
      return null;
    }
    return isCodings(fields.bytes(), start, end)
        ? FieldFault.UNKNOWN_ENCODING
        : FieldFault.BAD_ENCODING;
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
