package dev.sluice.runtime.tls;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Writes ClientHellos, well-formed ones and others, from their parts. */
final class HelloBytes {

  private HelloBytes() {}

  /** A hello that names one server, in one record. */
  static byte[] named(String name) {
    return record(message(body(serverName(name))));
  }

  /** A hello with these extensions and nothing else that matters, in one record. */
  static byte[] with(byte[]... extensions) {
    return record(message(body(extensions)));
  }

  static byte[] body(byte[]... extensions) {
    return join(hex("0303"), new byte[32], hex("00 00021301 0100"), sized16(join(extensions)));
  }

  static byte[] message(byte[] body) {
    return join(new byte[] {1, (byte) (body.length >> 16)}, sized16(body));
  }

  static byte[] record(byte[] fragment) {
    return join(hex("160301"), sized16(fragment));
  }

  /** The message in records of so many bytes each. */
  static byte[] records(byte[] message, int size) {
    byte[] records = {};
    for (int at = 0; at < message.length; at += size) {
      records =
          join(
              records,
              record(Arrays.copyOfRange(message, at, Math.min(at + size, message.length))));
    }
    return records;
  }

  /** The message in two records, the first of so many bytes. */
  static byte[] twoRecords(byte[] message, int first) {
    return join(
        record(Arrays.copyOf(message, first)),
        record(Arrays.copyOfRange(message, first, message.length)));
  }

  static byte[] extension(int type, byte[] value) {
    return join(u16(type), sized16(value));
  }

  static byte[] serverName(String name) {
    return serverName(name.getBytes(StandardCharsets.ISO_8859_1));
  }

  static byte[] serverName(byte[] name) {
    return extension(0, sized16(join(new byte[1], sized16(name))));
  }

  static byte[] alpn(String... protocols) {
    byte[] list = {};
    for (String protocol : protocols) {
      list = join(list, sized8(protocol.getBytes(StandardCharsets.ISO_8859_1)));
    }
    return extension(16, sized16(list));
  }

  static byte[] sized8(byte[] value) {
    return join(new byte[] {(byte) value.length}, value);
  }

  static byte[] sized16(byte[] value) {
    return join(u16(value.length), value);
  }

  static byte[] u16(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

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
}
