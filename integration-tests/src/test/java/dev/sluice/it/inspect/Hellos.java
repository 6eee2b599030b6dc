package dev.sluice.it.inspect;

import dev.sluice.testkit.SampleHello;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** ClientHellos that are cut, framed or broken in some way, made from a well-formed one. */
final class Hellos {

  /** Where the server_name extension's value begins in a hello with one extension. */
  static final int NAMES = 56;

  private static final int RECORD_HEADER = 5;

  private Hellos() {}

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static byte[] join(byte[]... parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** The same handshake message in records of so many bytes; the first may have another size. */
  static byte[] reframed(byte[] hello, int first, int others) {
    byte[] message = Arrays.copyOfRange(hello, RECORD_HEADER, hello.length);
    byte[] all = {};
    int at = 0;
    for (int size = first; at < message.length; size = others) {
      int end = Math.min(at + size, message.length);
      all = join(all, record(Arrays.copyOfRange(message, at, end)));
      at = end;
    }
    return all;
  }

  static byte[] record(byte[] fragment) {
    return join(hex("160301"), u16(fragment.length), fragment);
  }

  static byte[] u16(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  /** A copy with other bytes at one place. */
  static byte[] with(byte[] hello, int at, String hex) {
    byte[] copy = hello.clone();
    byte[] bytes = hex(hex);
    System.arraycopy(bytes, 0, copy, at, bytes.length);
    return copy;
  }

  /** A hello with these extensions. */
  static byte[] extensions(byte[]... extensions) {
    return reframed(whole(extensions), 16_384, 16_384);
  }

  private static byte[] whole(byte[]... extensions) {
    byte[] all = join(extensions);
    byte[] start = Arrays.copyOfRange(SampleHello.bytes(null), RECORD_HEADER + 4, 50);
    byte[] body = join(start, u16(all.length), all);
    byte[] length = {0, 1, (byte) (body.length >> 16), (byte) (body.length >> 8)};
    return join(new byte[RECORD_HEADER], Arrays.copyOfRange(length, 1, 4), u8(body.length), body);
  }

  private static byte[] u8(int value) {
    return new byte[] {(byte) value};
  }

  static byte[] extension(int type, byte[] value) {
    return join(u16(type), u16(value.length), value);
  }

  /** A server_name extension with these entries of a ServerNameList. */
  static byte[] names(byte[]... entries) {
    byte[] list = join(entries);
    return extension(0, join(u16(list.length), list));
  }

  static byte[] entry(int type, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    return join(u8(type), u16(bytes.length), bytes);
  }

  /** Padding (RFC 7685) that makes a hello for a name as long as it should be. */
  static byte[] padded(String name, int messageLength) {
    byte[] base = whole(names(entry(0, name)), extension(21, new byte[0]));
    int padding = messageLength - (base.length - RECORD_HEADER);
    return extensions(names(entry(0, name)), extension(21, new byte[padding]));
  }
}
