package dev.sluice.api;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A field that an extension puts into the head of a message. Its name is a token, and its value has
 * no character that could end the line (RFC 9110 section 5), so nothing can be smuggled in by it.
 *
 * @param name as it is sent; names are compared without case
 * @param value with no white space at the ends; each character is sent as one byte
 */
public record HeaderField(String name, String value) {

  /**
   * The fields that the proxy alone writes, in lower case: Host, those of framing, and those that
   * concern one connection only (RFC 9110 section 7.6.1).
   */
  public static final List<String> RESERVED =
      List.of(
          "te",
          "host",
          "upgrade",
          "connection",
          "keep-alive",
          "content-length",
          "http2-settings",
          "proxy-connection",
          "transfer-encoding",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info");

  private static final String SYMBOLS = "!#$%&'*+-.^_`|~";

  /**
   * A field.
   *
   * @throws IllegalArgumentException if it is none, or one that the proxy alone writes; the message
   *     says what is wrong and, in parentheses, what was expected
   */
  public HeaderField {
    checkName(name);
    value = checkValue(value);
  }

  /**
   * Checks the name of a field that an extension may put in or leave out.
   *
   * @throws IllegalArgumentException as the constructor does
   */
  public static void checkName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "is not a field name (expected letters, digits and '-', for example \"X-Real-IP\")");
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "is written by the proxy alone (expected a field that is neither Host nor one of framing"
              + " or of a connection)");
    }
  }

  /** Whether a field can have a name, whoever writes it: whether it is a token. */
  public static boolean isName(String name) {
    return !name.isEmpty() && name.chars().allMatch(HeaderField::isToken);
  }

  /** RFC 9110 section 5.6.2, a token. */
  private static boolean isToken(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || SYMBOLS.indexOf(c) >= 0;
  }

  private static String checkValue(String value) {
    if (!Objects.requireNonNull(value, "value").chars().allMatch(HeaderField::isValue)) {
      throw new IllegalArgumentException(
          "holds a control character or one that is no single byte (expected a value of one line)");
    }
    return value.strip();
  }

  /** RFC 9110 section 5.5: visible, obs-text, space and tab. */
  private static boolean isValue(int c) {
    return c == '\t' || (c >= ' ' && c < 0x7f) || (c > 0x7f && c <= 0xff);
  }
}
