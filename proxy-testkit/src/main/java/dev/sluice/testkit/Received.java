package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What one end of a connection has received, from some point to the end. */
public final class Received {

  /** How the other side ended. */
  public enum Ending {
    /** In order. */
    FIN,
    /** By a cut. */
    RST
  }

  private final byte[] bytes;
  private final Ending ending;

  Received(byte[] bytes, Ending ending) {
    this.bytes = bytes;
    this.ending = ending;
  }

  /** The bytes; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many. */
  public int size() {
    return bytes.length;
  }

  /** The bytes as ISO 8859-1. */
  public String text() {
    return new String(bytes, ISO_8859_1);
  }

  /** How the other side ended. */
  public Ending ending() {
    return ending;
  }

  /** The SHA-256 of the bytes, in hex. */
  public String sha256() {
    return sha256(bytes);
  }

  /** The SHA-256 of bytes, in hex, to compare with {@link #sha256()}. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return bytes.length + " bytes, then " + ending;
  }
}
