package dev.sluice.runtime.http;

/**
 * Walks over the elements of a list field (RFC 9110 section 5.6.1), over all its lines as if they
 * were one, without making texts. Empty elements are passed over; quotes mean nothing, as in the
 * lists of tokens it is for.
 */
public final class Elements {

  private final FieldSection fields;
  private final String name;
  private int field = -1;
  private int at;
  private int lineEnd;
  private int start;
  private int end;

  /** Before the first element of the fields with a name, which is given in lower case. */
  public Elements(FieldSection fields, String name) {
    this.fields = fields;
    this.name = name;
  }

  /** Goes to the next element; false if there is none. */
  public boolean next() {
    do {
      while (at == lineEnd) {
        if (!nextLine()) {
          return false;
        }
      }
      readElement();
    } while (start == end);
    return true;
  }

  /** Where the element begins. */
  public int start() {
    return start;
  }

  /** Where it ends. */
  public int end() {
    return end;
  }

  /** Whether the element is a text in any case; the text is given in lower case. */
  public boolean is(String text) {
    return fields.matches(start, end, text);
  }

  /** Whether the element is a protocol with or without a version (RFC 9110 section 7.8). */
  boolean isProtocol() {
    boolean expectToken = true;
    int slashes = 0;
    for (int i = start; i < end; i++) {
      byte c = fields.bytes()[i];
      if (Octets.isToken(c)) {
        expectToken = false;
      } else if (c == '/' && !expectToken && slashes == 0) {
        slashes++;
        expectToken = true;
      } else {
        return false;
      }
    }
    return !expectToken;
  }

  private boolean nextLine() {
    while (++field < fields.count()) {
      if (fields.isNamed(field, name)) {
        at = fields.valueStart(field);
        lineEnd = fields.valueEnd(field);
        return true;
      }
    }
    field = fields.count();
    return false;
  }

  private void readElement() {
    byte[] bytes = fields.bytes();
    int comma = at;
    while (comma < lineEnd && bytes[comma] != ',') {
      comma++;
    }
    start = at;
    end = comma;
    while (start < end && Octets.isBlank(bytes[start])) {
      start++;
    }
    while (end > start && Octets.isBlank(bytes[end - 1])) {
      end--;
    }
    at = Math.min(comma + 1, lineEnd);
  }
}
