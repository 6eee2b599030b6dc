package dev.sluice.runtime.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a head and where its fields lie in them. Immutable, if those who are given the bytes
 * only read them. A {@link FieldLines#view} is so only until the next head is read. Names to look
 * for are given in lower case.
 */
public final class FieldSection {

  /** Without any field. */
  public static final FieldSection EMPTY = new FieldSection(new byte[0], new int[0], 0);

  /** No field has the name. */
  static final int NONE = -1;

  /** More than one field has the name. */
  static final int SEVERAL = -2;

  /** How many offsets a field has: start and end of its name, start and end of its value. */
  static final int OFFSETS = 4;

  private final byte[] bytes;
  private final int[] offsets;
  private final int count;

  FieldSection(byte[] bytes, int[] offsets, int count) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.count = count;
  }

  /** All bytes of the head, and perhaps others behind them; to be read only. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many fields there are. */
  public int count() {
    return count;
  }

  /** The name of a field, as sent. */
  public String name(int field) {
    return text(nameStart(field), nameEnd(field));
  }

  /** The value of a field, without white space at both ends. */
  public String value(int field) {
    return text(valueStart(field), valueEnd(field));
  }

  /** Where the name of a field begins. */
  public int nameStart(int field) {
    return offsets[field * OFFSETS];
  }

  /** Where the name of a field ends, which is where its colon is. */
  public int nameEnd(int field) {
    return offsets[field * OFFSETS + 1];
  }

  /** Where the value of a field begins. */
  public int valueStart(int field) {
    return offsets[field * OFFSETS + 2];
  }

  /** Where the value of a field ends. */
  public int valueEnd(int field) {
    return offsets[field * OFFSETS + 3];
  }

  /** Obs-text has no charset (RFC 9110 section 5.5): a byte stays one character. */
  public String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** The number of the only field with a name, or {@link #NONE} or {@link #SEVERAL}. */
  int only(String name) {
    int found = NONE;
    for (int field = 0; field < count(); field++) {
      if (isNamed(field, name)) {
        if (found != NONE) {
          return SEVERAL;
        }
        found = field;
      }
    }
    return found;
  }

  /** Whether there is a field with a name. */
  public boolean has(String name) {
    return only(name) != NONE;
  }

  /** Whether another field behind one has a name. */
  public boolean isAgain(int field, String name) {
    for (int later = field + 1; later < count(); later++) {
      if (isNamed(later, name)) {
        return true;
      }
    }
    return false;
  }

  /** The values of all fields with a name, in order. */
  public List<String> values(String name) {
    if (!has(name)) {
      return List.of();
    }
    List<String> values = new ArrayList<>(1);
    for (int field = 0; field < count(); field++) {
      if (isNamed(field, name)) {
        values.add(value(field));
      }
    }
    return List.copyOf(values);
  }

  /** Whether a field has a name, in any case. */
  public boolean isNamed(int field, String name) {
    return matches(nameStart(field), nameEnd(field), name);
  }

  /** Whether a field has, in any case, the name that stands somewhere else in the head. */
  boolean isNamed(int field, int start, int end) {
    int nameStart = nameStart(field);
    if (end - start != nameEnd(field) - nameStart) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (Octets.lower(bytes[i]) != Octets.lower(bytes[nameStart + i - start])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a field has a name in any case for those who read {@code _} as {@code -}. */
  public boolean isAlias(int field, String name) {
    return nameEnd(field) - nameStart(field) == name.length() && beginsAlias(field, name);
  }

  /** Whether a field's name, read like that, begins with a text. */
  boolean beginsAlias(int field, String text) {
    int start = nameStart(field);
    if (nameEnd(field) - start < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      byte c = bytes[start + i];
      if ((c == '_' ? '-' : Octets.lower(c)) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the bytes are a text in any case; the text is given in lower case. */
  public boolean matches(int start, int end, String text) {
    if (end - start != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Octets.lower(bytes[start + i]) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
