package dev.sluice.runtime.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a head and where its fields lie in them. Immutable: nobody else has the arrays.
 * Names to look for are given in lower case.
 */
final class FieldSection {

  /** No field has the name. */
  static final int NONE = -1;

  /** More than one field has the name. */
  static final int SEVERAL = -2;

  /** How many offsets a field has: start and end of its name, start and end of its value. */
  static final int OFFSETS = 4;

  private final byte[] bytes;
  private final int[] offsets;

  FieldSection(byte[] bytes, int[] offsets) {
    this.bytes = bytes;
    this.offsets = offsets;
  }

  /** All bytes of the head. */
  byte[] bytes() {
    return bytes;
  }

  /** How many fields there are. */
  int count() {
    return offsets.length / OFFSETS;
  }

  String name(int field) {
    return text(offsets[field * OFFSETS], offsets[field * OFFSETS + 1]);
  }

  String value(int field) {
    return text(valueStart(field), valueEnd(field));
  }

  int valueStart(int field) {
    return offsets[field * OFFSETS + 2];
  }

  int valueEnd(int field) {
    return offsets[field * OFFSETS + 3];
  }

  /** Obs-text has no charset (RFC 9110 section 5.5): a byte stays one character. */
  String text(int start, int end) {
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

  List<String> values(String name) {
    List<String> values = new ArrayList<>(1);
    for (int field = 0; field < count(); field++) {
      if (isNamed(field, name)) {
        values.add(value(field));
      }
    }
    return List.copyOf(values);
  }

  boolean isNamed(int field, String name) {
    return matches(offsets[field * OFFSETS], offsets[field * OFFSETS + 1], name);
  }

  /** Whether the bytes are a text in any case; the text is given in lower case. */
  boolean matches(int start, int end, String text) {
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
