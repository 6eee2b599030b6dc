package dev.sluice.api.host;

import dev.sluice.api.settings.BadValueException;
import java.net.IDN;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of host names, the same for SNI, Host and configuration: lower case, one
 * trailing dot dropped, internationalised labels as A-labels (RFC 5890). A name has labels of 1 to
 * 63 letters, digits and hyphens, no hyphen at either end, 253 characters in all (RFC 1123 section
 * 2.1), and is not an IPv4 address.
 */
public final class HostName {

  private static final String EXPECTED =
      "is not a host name (expected labels of letters, digits and '-', one leading \"*.\" allowed)";

  private HostName() {}

  /** Reads a name as people write it: Unicode labels are turned into A-labels. */
  public static String parse(String text) throws BadValueException {
    String ascii = text;
    try {
      ascii = IDN.toASCII(text);
    } catch (IllegalArgumentException e) {
      throw new BadValueException(EXPECTED);
    }
    String name = canonical(ascii);
    if (name == null) {
      throw new BadValueException(EXPECTED);
    }
    return name;
  }

  /** The canonical form of a name that came over the wire; null if it is not a host name. */
  public static @Nullable String canonical(CharSequence text) {
    int length = text.length();
    if (length > 0 && text.charAt(length - 1) == '.') {
      length--;
    }
    if (length == 0 || length > 253) {
      return null;
    }
    char[] name = new char[length];
    int label = 0;
    boolean digits = true;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        c += 'a' - 'A';
      }
      name[i] = c;
      if (c == '.') {
        if (label == 0 || label > 63 || name[i - 1] == '-') {
          return null;
        }
        label = 0;
        digits = true;
      } else if (c >= '0' && c <= '9') {
        label++;
      } else if ((c >= 'a' && c <= 'z') || (c == '-' && label > 0)) {
        label++;
        digits = false;
      } else {
        return null;
      }
    }
    // A last label of digits alone is an address, or something that is read as one (RFC 1123 2.1).
    if (label == 0 || label > 63 || name[length - 1] == '-' || digits) {
      return null;
    }
    return new String(name);
  }
}
