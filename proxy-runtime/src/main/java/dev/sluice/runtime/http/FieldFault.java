package dev.sluice.runtime.http;

/** What is wrong with the fields of a head or trailer section, whoever sent them. */
public enum FieldFault {
  /** RFC 9112 section 2.2 lets a reader accept it; readers who do not then disagree. */
  BARE_LF("line ends with LF without CR"),
  /** RFC 9112 section 2.2. */
  BARE_CR("CR without LF"),
  /** RFC 9112 section 5.2; also white space before the first field. */
  FOLDED_FIELD("field line starts with white space"),
  /** RFC 9112 section 5.1. */
  EMPTY_FIELD_NAME("field has no name"),
  /** RFC 9112 section 5.1. */
  SPACE_BEFORE_COLON("white space between field name and colon"),
  /** RFC 9112 section 5. */
  NO_COLON("field line has no colon"),
  /** RFC 9110 section 5.6.2. */
  BAD_FIELD_NAME("field name holds a byte it must not"),
  /** RFC 9110 section 5.5. */
  BAD_FIELD_VALUE("field value holds a control character"),
  /** More than the reader was told to take. */
  TOO_MANY_FIELDS("too many header fields"),
  /** Longer than the reader was told to take. */
  LONG_FIELD("field line is too long"),
  /** RFC 9110 section 8.6. */
  REPEATED_LENGTH("more than one Content-Length"),
  /** RFC 9110 section 8.6; a leading zero is refused too, because some read it as octal. */
  BAD_LENGTH("Content-Length is not a plain decimal number"),
  /** RFC 9112 section 6.3. */
  LENGTH_AND_ENCODING("both Content-Length and Transfer-Encoding"),
  /** RFC 9112 section 6.1. */
  ENCODING_IN_HTTP_1_0("Transfer-Encoding in HTTP/1.0"),
  /** Two lines make one list for some and one line for others. */
  REPEATED_ENCODING("more than one Transfer-Encoding"),
  /** RFC 9112 section 7. */
  BAD_ENCODING("Transfer-Encoding is malformed"),
  /** RFC 9112 section 6.1: nothing but chunked is understood. */
  UNKNOWN_ENCODING("Transfer-Encoding other than chunked"),
  /** Gateways to CGI-like interfaces read '_' as '-'. */
  DISGUISED_FRAMING("Transfer_Encoding or Content_Length, with an underscore");

  private final String text;

  FieldFault(String text) {
    this.text = text;
  }

  /** What is wrong, in a few words that hold nothing the peer sent. */
  public String text() {
    return text;
  }
}
