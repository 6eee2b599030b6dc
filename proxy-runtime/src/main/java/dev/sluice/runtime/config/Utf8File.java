package dev.sluice.runtime.config;

import dev.sluice.api.settings.BadValueException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The rules for files with text that the configuration consists of; broken ones say in one line
 * why.
 */
final class Utf8File {

  /** A hundred times what anybody has, and little enough to be read into memory. */
  private static final long LARGEST = 16 << 20;

  private Utf8File() {}

  /** Reads a file's text, without a byte order mark. */
  static String read(Path file) throws BadValueException {
    check(file);
    try {
      return decode(Files.readAllBytes(file));
    } catch (IOException | OutOfMemoryError e) {
      throw new BadValueException("could not be read: " + e.getMessage());
    }
  }

  /** Refuses what cannot be read, or not to an end: pipes and devices may never have one. */
  static void check(Path file) throws BadValueException {
    if (Files.isDirectory(file)) {
      throw new BadValueException("is a directory (expected a file)");
    }
    if (Files.notExists(file)) {
      throw new BadValueException("does not exist");
    }
    if (!Files.isReadable(file)) {
      throw new BadValueException("cannot be read (expected read permission for this user)");
    }
    if (!Files.isRegularFile(file)) {
      throw new BadValueException("is a pipe or device (expected a regular file)");
    }
    try {
      checkSize(Files.size(file));
    } catch (IOException e) {
      throw new BadValueException("could not be read: " + e.getMessage());
    }
  }

  /** The text that bytes stand for, without a byte order mark. */
  static String decode(byte[] bytes) throws BadValueException {
    checkSize(bytes.length);
    if (startsWith(bytes, 0xfe, 0xff) || startsWith(bytes, 0xff, 0xfe)) {
      throw new BadValueException("is UTF-16 text (expected UTF-8)");
    }
    int mark = startsWith(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
    ByteBuffer in = ByteBuffer.wrap(bytes, mark, bytes.length - mark);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      // The decoder stops in front of the bytes it cannot read.
      throw new BadValueException(
          "is not UTF-8 text, at byte " + (in.position() + 1) + " (expected UTF-8)");
    }
  }

  private static void checkSize(long size) throws BadValueException {
    if (size > LARGEST) {
      throw new BadValueException("is too large (expected at most 16 MiB)");
    }
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
