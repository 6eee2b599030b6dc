package dev.sluice.runtime.http;

import dev.sluice.api.session.Inspection;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request head is refused: the status for the client (RFC 9110 section 15) and a few words
 * for the answer's body and the log, which hold nothing the client sent. The connection is closed
 * after the answer, because where the next request would begin is not known. An answer with status
 * 405 must carry an {@code Allow} field (RFC 9110 section 15.5.6).
 */
public enum Refusal {
  /** The first bytes cannot be a method: another protocol. */
  NOT_HTTP(400, "not an HTTP request"),
  /** RFC 9110 section 9.1; in upper case, as all registered methods are. */
  BAD_METHOD(400, "method is not a word of upper-case letters, '-' and '_'"),
  /** RFC 9112 section 3: 501 for a method longer than any that is known. */
  LONG_METHOD(501, "method is too long"),
  /** RFC 9112 section 3: method, target and version with one space between. */
  BAD_REQUEST_LINE(400, "request line is not a method, a target and a version"),
  /** RFC 9112 section 3. */
  LONG_REQUEST_LINE(414, "request line is too long"),
  /** RFC 9112 section 3.2, RFC 3986 section 2. */
  BAD_TARGET(400, "request target holds a byte that must be percent-encoded"),
  /** RFC 9112 section 3.2: origin-form, absolute-form with http or https, or the asterisk. */
  BAD_TARGET_FORM(400, "request target is neither a path nor an http URI"),
  /** RFC 3986 section 2.1. */
  BAD_ESCAPE(400, "path holds a broken percent-encoding"),
  /** Servers written in C may end the path there. */
  NUL_IN_PATH(400, "path holds an encoded NUL"),
  /** RFC 3986 section 5.2.4: a server might resolve them to a path no rule has seen. */
  DOT_SEGMENT(400, "path holds a '.' or '..' segment"),
  /** RFC 9112 section 2.3. */
  BAD_VERSION(400, "protocol version is not HTTP/1.1 or HTTP/1.0"),
  /** RFC 9110 section 15.6.6. */
  UNSUPPORTED_VERSION(505, "protocol version is not supported"),
  /** This is no forward proxy, and TRACE shows what other parties have added (CVE class XST). */
  METHOD_NOT_ALLOWED(405, "method is not allowed"),
  /** RFC 9112 section 2.2 lets a reader accept it; readers who do not then disagree. */
  BARE_LF(400, FieldFault.BARE_LF),
  /** RFC 9112 section 2.2. */
  BARE_CR(400, FieldFault.BARE_CR),
  /** RFC 9112 section 5.2; also white space before the first field. */
  FOLDED_FIELD(400, FieldFault.FOLDED_FIELD),
  /** RFC 9112 section 5.1. */
  EMPTY_FIELD_NAME(400, FieldFault.EMPTY_FIELD_NAME),
  /** RFC 9112 section 5.1. */
  SPACE_BEFORE_COLON(400, FieldFault.SPACE_BEFORE_COLON),
  /** RFC 9112 section 5. */
  NO_COLON(400, FieldFault.NO_COLON),
  /** RFC 9110 section 5.6.2. */
  BAD_FIELD_NAME(400, FieldFault.BAD_FIELD_NAME),
  /** RFC 9110 section 5.5. */
  BAD_FIELD_VALUE(400, FieldFault.BAD_FIELD_VALUE),
  /** RFC 6585 section 5. */
  TOO_MANY_FIELDS(431, FieldFault.TOO_MANY_FIELDS),
  /** RFC 6585 section 5. */
  LONG_HEAD(431, "request head is too large"),
  /** RFC 9112 section 3.2. */
  NO_HOST(400, "no Host"),
  /** RFC 9112 section 3.2. */
  REPEATED_HOST(400, "more than one Host"),
  /** RFC 9112 section 3.2, RFC 9110 section 7.2. */
  BAD_HOST(400, "Host is not a host name or address with an optional port"),
  /** RFC 9110 section 4.2.4: user names in a target are how names are forged. */
  BAD_AUTHORITY(400, "authority of the target is not a host with an optional port"),
  /** RFC 9112 section 3.2.2: a server may obey either of the two. */
  OTHER_HOST(400, "target and Host name different hosts"),
  /** RFC 9110 section 8.6. */
  REPEATED_LENGTH(400, FieldFault.REPEATED_LENGTH),
  /** RFC 9110 section 8.6; a leading zero is refused too, because some read it as octal. */
  BAD_LENGTH(400, FieldFault.BAD_LENGTH),
  /** RFC 9112 section 6.3. */
  LENGTH_AND_ENCODING(400, FieldFault.LENGTH_AND_ENCODING),
  /** RFC 9112 section 6.1. */
  ENCODING_IN_HTTP_1_0(400, FieldFault.ENCODING_IN_HTTP_1_0),
  /** Two lines make one list for some and one line for others. */
  REPEATED_ENCODING(400, FieldFault.REPEATED_ENCODING),
  /** RFC 9112 section 7. */
  BAD_ENCODING(400, FieldFault.BAD_ENCODING),
  /** RFC 9112 section 6.1: nothing but chunked is understood. */
  UNKNOWN_ENCODING(501, FieldFault.UNKNOWN_ENCODING),
  /** Gateways to CGI-like interfaces read '_' as '-'. */
  DISGUISED_FRAMING(400, FieldFault.DISGUISED_FRAMING);

  private static final Map<FieldFault, Refusal> OF_FIELDS = new EnumMap<>(FieldFault.class);

  static {
    for (Refusal refusal : values()) {
      if (refusal.fault != null) {
        OF_FIELDS.put(refusal.fault, refusal);
      }
    }
  }

  private final int status;
  private final String reason;
  private final @Nullable FieldFault fault;

  Refusal(int status, String reason) {
    this.status = status;
    this.reason = reason;
    this.fault = null;
  }

  Refusal(int status, FieldFault fault) {
    this.status = status;
    this.reason = fault.text();
    this.fault = fault;
  }

  /** What follows from a fault of the fields; null if there is none. */
  static @Nullable Refusal of(@Nullable FieldFault fault) {
    return fault == null ? null : OF_FIELDS.get(fault);
  }

  /** The status code for the client. */
  public int status() {
    return status;
  }

  /** What is wrong, in a few words. */
  public String reason() {
    return reason;
  }

  /** What the inspection of a connection concludes from it. */
  public Inspection inspection() {
    return switch (this) {
      case NOT_HTTP -> Inspection.OTHER;
      case LONG_REQUEST_LINE, TOO_MANY_FIELDS, LONG_HEAD -> Inspection.TOO_LARGE;
      default -> Inspection.MALFORMED;
    };
  }
}
