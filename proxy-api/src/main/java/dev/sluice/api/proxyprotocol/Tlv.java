package dev.sluice.api.proxyprotocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Something that a header of version 2 says besides the addresses: a type and its bytes. */
public final class Tlv {

  /** The protocol above the connection. */
  public static final int ALPN = 0x01;

  /** The host name that the client asked for, in UTF-8. */
  public static final int AUTHORITY = 0x02;

  /** The checksum of the whole header. */
  public static final int CRC32C = 0x03;

  /** Fills up. */
  public static final int NOOP = 0x04;

  /** Identifies the connection; at most {@link #MAX_UNIQUE_ID} bytes. */
  public static final int UNIQUE_ID = 0x05;

  /** What TLS with the client was like; holds a flag, a result and TLVs of its own. */
  public static final int SSL = 0x20;

  /** How long the value of {@link #UNIQUE_ID} may be. */
  public static final int MAX_UNIQUE_ID = 128;

  private final int type;
  private final byte[] value;

  /**
   * Copies a value.
   *
   * @param type from 0 to 255
   * @param value at most 65535 bytes
   */
  public Tlv(int type, byte[] value) {
    if (type < 0 || type > 0xff || value.length > 0xffff) {
      throw new IllegalArgumentException(
          "no such TLV: type " + type + ", " + value.length + " bytes");
    }
    this.type = type;
    this.value = value.clone();
  }

  /** A value that is text, as UTF-8. */
  public static Tlv text(int type, String value) {
    return new Tlv(type, value.getBytes(StandardCharsets.UTF_8));
  }

  /** What it is about. */
  public int type() {
    return type;
  }

  /** A copy of the value. */
  public byte[] value() {
    return value.clone();
  }

  /** The value read as UTF-8; what is none becomes a replacement character. */
  public String text() {
    return new String(value, StandardCharsets.UTF_8);
  }

  /** How many bytes the value has. */
  public int length() {
    return value.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tlv that && type == that.type && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * type + Arrays.hashCode(value);
  }

  /** For people: {@code 02=612e74657374}. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits((byte) type) + "=" + hex.formatHex(value);
  }
}
