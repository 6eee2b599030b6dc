package dev.sluice.runtime.http;

import java.nio.charset.StandardCharsets;

/** Which bytes may stand where in a head: one table of bit sets, looked up once a byte. */
public final class Octets {

  private static final int TOKEN = 1;
  private static final int METHOD = 2;
  private static final int TARGET = 4;
  private static final int VALUE = 8;

  private static final byte[] CLASSES = classes();

  private Octets() {}

  /** RFC 9110 section 5.6.2, tchar. */
  public static boolean isToken(byte octet) {
    return is(octet, TOKEN);
  }

  /** Of the methods' characters only those that registered methods use. */
  static boolean isMethod(byte octet) {
    return is(octet, METHOD);
  }

  /**
   * Visible US-ASCII but {@code #} and {@code \}. A few more are no URI characters (RFC 3986
   * section 2), but browsers send them.
   */
  static boolean isTarget(byte octet) {
    return is(octet, TARGET);
  }

  /** RFC 9110 section 5.5: visible, obs-text, space and tab. */
  public static boolean isValue(byte octet) {
    return is(octet, VALUE);
  }

  /** RFC 9110 section 5.6.3, the characters of OWS. */
  public static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  /** The value of a hexadecimal digit, -1 for anything else. */
  public static int hex(byte octet) {
    return Character.digit((char) (octet & 0xff), 16);
  }

  /** The byte, in lower case if it is a letter of US-ASCII. */
  public static int lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
  }

  private static boolean is(byte octet, int octets) {
    return (CLASSES[octet & 0xff] & octets) != 0;
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    for (int c = '!'; c <= '~'; c++) {
      classes[c] |= TARGET | VALUE;
    }
    classes['#'] &= ~TARGET;
    classes['\\'] &= ~TARGET;
    for (int c = 0x80; c <= 0xff; c++) {
      classes[c] |= VALUE;
    }
    classes[' '] |= VALUE;
    classes['\t'] |= VALUE;
    for (int c = 0; c < 26; c++) {
      classes['A' + c] |= TOKEN | METHOD;
      classes['a' + c] |= TOKEN;
    }
    for (int c = '0'; c <= '9'; c++) {
      classes[c] |= TOKEN;
    }
    for (byte c : "!#$%&'*+-.^_`|~".getBytes(StandardCharsets.US_ASCII)) {
      classes[c] |= TOKEN;
    }
    classes['-'] |= METHOD;
    classes['_'] |= METHOD;
    return classes;
  }
}
