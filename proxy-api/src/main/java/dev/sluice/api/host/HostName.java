package dev.sluice.api.host;

import dev.sluice.api.settings.BadValueException;
import java.net.IDN;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of host names, the same for SNI, Host and configuration: lower case, one
 * trailing dot dropped, internationalised labels as A-labels (RFC 5890). A name has labels of 1 to
 * 63 letters, digits and hyphens, no hyphen at either end, 253 characters in all (RFC 1123 section
 * 2.1), and is not an IPv4 address.
 */
public final class HostName {

  private static final int MAX_LENGTH = 253;
  private static final int MAX_LABEL = 63;

  private static final String EXPECTED =
      "is not a host name (expected labels of letters, digits and '-', one leading \"*.\" allowed)";

  private static final String AMBIGUOUS =
      "stands for different names in IDNA 2003 and 2008 (expected the name as \"xn--...\")";

  private HostName() {}

  /** Reads a name as people write it: Unicode labels are turned into A-labels. */
  public static String parse(String text) throws BadValueException {
    // java.net.IDN knows IDNA 2003 alone, which maps these four away; browsers do not any more.
    if (text.chars().anyMatch(c -> c == 0xdf || c == 0x3c2 || c == 0x200c || c == 0x200d)) {
      throw new BadValueException(AMBIGUOUS);
    }
    String name;
    try {
      name = canonical(IDN.toASCII(text));
    } catch (IllegalArgumentException e) {
      throw new BadValueException(EXPECTED);
    }
    if (name == null) {
      throw new BadValueException(EXPECTED);
    }
    return name;
  }

  /** The canonical form of a name that came over the wire; null if it is not a host name. */
  public static @Nullable String canonical(CharSequence text) {
    int length = text.length();
    if (length > MAX_LENGTH + 1) {
      return null;
    }
    byte[] name = new byte[length];
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c > 0x7f) {
        return null;
      }
      name[i] = (byte) c;
    }
    return canonical(name);
  }

  /**
   * The canonical form of a name that came over the wire, from the bytes themselves; null if it is
   * not a host name. Position and limit of the buffer are not used and not changed.
   *
   * @param offset where the name begins
   * @param length how many bytes it has
   */
  public static @Nullable String canonical(ByteBuffer bytes, int offset, int length) {
    if (length > MAX_LENGTH + 1) {
      return null;
    }
    byte[] name = new byte[length];
    bytes.get(offset, name);
    return canonical(name);
  }

  /** Changes the array. */
  private static @Nullable String canonical(byte[] name) {
    int length = name.length;
    if (length > 0 && name[length - 1] == '.') {
      length--;
    }
    if (length > MAX_LENGTH) {
      return null;
    }
    int start = 0;
    for (int i = 0; i < length; i++) {
      byte c = name[i];
      if (c == '.') {
        if (!isLabel(name, start, i)) {
          return null;
        }
        start = i + 1;
      } else if (c >= 'A' && c <= 'Z') {
        name[i] = (byte) (c + 'a' - 'A');
      } else if (!isLetter(c) && !isDigit(c) && c != '-') {
        return null;
      }
    }
    // A last label of digits alone is an address, or something that is read as one (RFC 1123 2.1).
    if (!isLabel(name, start, length) || isDigits(name, start, length)) {
      return null;
    }
    return new String(name, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static boolean isLabel(byte[] name, int from, int to) {
    return to > from && to - from <= MAX_LABEL && name[from] != '-' && name[to - 1] != '-';
  }

  private static boolean isDigits(byte[] name, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isDigit(name[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(byte c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }
}
