package dev.sluice.runtime.http.cookie;

import dev.sluice.runtime.http.Octets;

/**
 * Walks over the cookies of one field, {@code a=1; b=2} (RFC 6265 section 4.2), without making
 * texts. Tolerant where HAProxy is, so that both find the same cookies: a comma separates as well,
 * a quoted value may hold either, and blanks may stand around the equals sign.
 */
final class CookieList {

  private final byte[] bytes;
  private final int start;
  private final int end;
  private int before;
  private int nameStart;
  private int nameEnd;
  private int equals;
  private int valueStart;
  private int valueEnd;
  private int next;

  /** Before the first cookie of what stands between two indexes. */
  CookieList(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.next = start - 1;
  }

  /** Goes to the next cookie, which may be empty; false if there is none. */
  boolean next() {
    if (next >= end) {
      return false;
    }
    before = next;
    nameStart = skipBlanks(next + 1);
    int at = nameStart;
    while (at < end && bytes[at] != '=' && !isSeparator(bytes[at])) {
      at++;
    }
    equals = at;
    nameEnd = beforeBlanks(nameStart, at);
    if (hasValue()) {
      valueStart = skipBlanks(at + 1);
      next = endOfValue(valueStart);
    } else {
      valueStart = at;
      next = at;
    }
    valueEnd = beforeBlanks(valueStart, next);
    return true;
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < end && Octets.isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private int beforeBlanks(int from, int to) {
    int at = to;
    while (at > from && Octets.isBlank(bytes[at - 1])) {
      at--;
    }
    return at;
  }

  private static boolean isSeparator(byte octet) {
    return octet == ';' || octet == ',';
  }

  private int endOfValue(int from) {
    boolean quoted = false;
    int at = from;
    while (at < end && (quoted || !isSeparator(bytes[at]))) {
      if (bytes[at] == '"') {
        quoted = !quoted;
      } else if (quoted && bytes[at] == '\\') {
        at++;
      }
      at++;
    }
    return Math.min(at, end);
  }

  /** Whether nothing stands before it, or nothing but a separator. */
  boolean first() {
    return before <= start;
  }

  /** Where the separator before it is; only if one is. */
  int before() {
    return before;
  }

  /** Whether there is an equals sign. */
  boolean hasValue() {
    return equals < end && bytes[equals] == '=';
  }

  /** Whether it says something about the cookie before it, or about all (RFC 2965). */
  boolean isAttribute() {
    return nameStart < end && bytes[nameStart] == '$';
  }

  /** Whether it goes by a name, in this case. */
  boolean isNamed(byte[] name) {
    if (nameEnd - nameStart != name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (bytes[nameStart + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where its name begins, behind blanks. */
  int nameStart() {
    return nameStart;
  }

  /** Where its name ends. */
  int nameEnd() {
    return nameEnd;
  }

  /** Where its equals sign is. */
  int equalsSign() {
    return equals;
  }

  /** Where its value begins. */
  int valueStart() {
    return valueStart;
  }

  /** Where its value ends, before blanks. */
  int valueEnd() {
    return valueEnd;
  }
}
