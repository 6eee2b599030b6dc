package dev.sluice.runtime.http.forward;

import dev.sluice.runtime.http.Octets;
import java.nio.charset.StandardCharsets;

/** A field line as bytes, made once and written often. Immutable. */
public final class FieldLine {

  private static final String SEPARATOR = ": ";

  private final String name;
  private final String value;
  private final byte[] bytes;

  /**
   * A line of a name and a value.
   *
   * @throws IllegalArgumentException as {@link FieldSink#add(String, String)} does
   */
  public FieldLine(String name, String value) {
    this(name, start(name), value);
  }

  private FieldLine(String name, byte[] sameName, String value) {
    int before = name.length() + SEPARATOR.length();
    byte[] line = new byte[before + value.length() + 2];
    System.arraycopy(sameName, 0, line, 0, before);
    int end = before;
    for (int i = 0; i < value.length(); i++) {
      line[end++] = octet(value.charAt(i));
    }
    line[end] = '\r';
    line[end + 1] = '\n';
    this.name = name;
    this.value = value;
    this.bytes = line;
  }

  private static byte[] start(String name) {
    checkName(name);
    return (name + SEPARATOR).getBytes(StandardCharsets.US_ASCII);
  }

  /** A line of the same name, at less cost. */
  FieldLine with(String other) {
    return new FieldLine(name, bytes, other);
  }

  String name() {
    return name;
  }

  String value() {
    return value;
  }

  byte[] bytes() {
    return bytes;
  }

  /** A character as the byte that may stand for it in a value. */
  static byte octet(char c) {
    if (c > 0xff) {
      return '?';
    }
    return Octets.isValue((byte) c) ? (byte) c : (byte) ' ';
  }

  static void checkName(String name) {
    boolean token = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      token &= name.charAt(i) < 0x80 && Octets.isToken((byte) name.charAt(i));
    }
    if (!token) {
      throw new IllegalArgumentException("not the name of a field");
    }
    if (OneHop.isName(name)) {
      throw new IllegalArgumentException("field " + name + " is not to be set");
    }
  }
}
