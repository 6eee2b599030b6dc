package dev.sluice.runtime.http.response;

import dev.sluice.api.session.Inspection;
import dev.sluice.runtime.http.FieldFault;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why the head of a response is refused. The client gets 502, and the server's connection is
 * closed, because where its next response would begin is not known.
 */
public enum ResponseFault {
  /** The first bytes are not {@code HTTP/}. */
  NOT_HTTP("not an HTTP response"),
  /** RFC 9112 section 2.3. */
  BAD_VERSION("protocol version is not HTTP/1.1 or HTTP/1.0"),
  /** RFC 9110 section 2.5. */
  UNSUPPORTED_VERSION("protocol version is not supported"),
  /** RFC 9110 section 15. */
  BAD_STATUS("status is not a number from 100 to 599"),
  /** RFC 9112 section 4. */
  BAD_REASON("reason phrase holds a control character"),
  /** Longer than {@link ResponseParser#MAX_LINE}. */
  LONG_STATUS_LINE("status line is too long"),
  /** Longer than {@link ResponseParser#MAX_HEAD}. */
  LONG_HEAD("response head is too large"),
  /** See {@link FieldFault#BARE_LF}. */
  BARE_LF(FieldFault.BARE_LF),
  /** See {@link FieldFault#BARE_CR}. */
  BARE_CR(FieldFault.BARE_CR),
  /** See {@link FieldFault#FOLDED_FIELD}. */
  FOLDED_FIELD(FieldFault.FOLDED_FIELD),
  /** See {@link FieldFault#EMPTY_FIELD_NAME}. */
  EMPTY_FIELD_NAME(FieldFault.EMPTY_FIELD_NAME),
  /** See {@link FieldFault#SPACE_BEFORE_COLON}. */
  SPACE_BEFORE_COLON(FieldFault.SPACE_BEFORE_COLON),
  /** See {@link FieldFault#NO_COLON}. */
  NO_COLON(FieldFault.NO_COLON),
  /** See {@link FieldFault#BAD_FIELD_NAME}. */
  BAD_FIELD_NAME(FieldFault.BAD_FIELD_NAME),
  /** See {@link FieldFault#BAD_FIELD_VALUE}. */
  BAD_FIELD_VALUE(FieldFault.BAD_FIELD_VALUE),
  /** More than {@link ResponseParser#MAX_FIELDS}. */
  TOO_MANY_FIELDS(FieldFault.TOO_MANY_FIELDS),
  /** Longer than {@link ResponseParser#MAX_LINE}. */
  LONG_FIELD(FieldFault.LONG_FIELD),
  /** See {@link FieldFault#REPEATED_LENGTH}. */
  REPEATED_LENGTH(FieldFault.REPEATED_LENGTH),
  /** See {@link FieldFault#BAD_LENGTH}. */
  BAD_LENGTH(FieldFault.BAD_LENGTH),
  /** See {@link FieldFault#LENGTH_AND_ENCODING}. */
  LENGTH_AND_ENCODING(FieldFault.LENGTH_AND_ENCODING),
  /** See {@link FieldFault#ENCODING_IN_HTTP_1_0}. */
  ENCODING_IN_HTTP_1_0(FieldFault.ENCODING_IN_HTTP_1_0),
  /** See {@link FieldFault#REPEATED_ENCODING}. */
  REPEATED_ENCODING(FieldFault.REPEATED_ENCODING),
  /** See {@link FieldFault#BAD_ENCODING}. */
  BAD_ENCODING(FieldFault.BAD_ENCODING),
  /** See {@link FieldFault#UNKNOWN_ENCODING}. */
  UNKNOWN_ENCODING(FieldFault.UNKNOWN_ENCODING),
  /** See {@link FieldFault#DISGUISED_FRAMING}. */
  DISGUISED_FRAMING(FieldFault.DISGUISED_FRAMING);

  private static final Map<FieldFault, ResponseFault> OF_FIELDS = new EnumMap<>(FieldFault.class);

  static {
    for (ResponseFault fault : values()) {
      if (fault.field != null) {
        OF_FIELDS.put(fault.field, fault);
      }
    }
  }

  private final String text;
  private final @Nullable FieldFault field;

  ResponseFault(String text) {
    this.text = text;
    this.field = null;
  }

  ResponseFault(FieldFault field) {
    this.text = field.text();
    this.field = field;
  }

  /** What follows from a fault of the fields; null if there is none. */
  static @Nullable ResponseFault of(@Nullable FieldFault fault) {
    return fault == null ? null : OF_FIELDS.get(fault);
  }

  /** What is wrong, in a few words that hold nothing the server sent. */
  public String text() {
    return text;
  }

  /** What {@link ResponseParser#parse} returns with it. */
  Inspection inspection() {
    return switch (this) {
      case NOT_HTTP -> Inspection.OTHER;
      case LONG_STATUS_LINE, LONG_FIELD, LONG_HEAD, TOO_MANY_FIELDS -> Inspection.TOO_LARGE;
      default -> Inspection.MALFORMED;
    };
  }
}
