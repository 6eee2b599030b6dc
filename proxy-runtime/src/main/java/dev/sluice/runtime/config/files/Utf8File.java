package dev.sluice.runtime.config.files;

import dev.sluice.api.settings.BadValueException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The rules for files with text that the configuration consists of; broken ones say in one line
 * why.
 */
final class Utf8File {

  /** A hundred times what anybody has, and little enough to be read into memory. */
  private static final long LARGEST = 16 << 20;

  /** Text is checked in pieces: as characters it may take twice the memory of the bytes. */
  private static final int PIECE = 8192;

  private Utf8File() {}

  /**
   * Reads a file of any size the caller has allowed for, as the bytes of UTF-8 text without a byte
   * order mark.
   *
   * @param most how many bytes it may have
   * @param tooLarge what to say of a larger one
   */
  static byte[] read(Path file, long most, String tooLarge) throws BadValueException {
    checkKind(file);
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.size(file) > most) {
        throw new BadValueException(tooLarge);
      }
      byte[] bytes = in.readNBytes((int) most + 1);
      if (bytes.length > most) { // It grows while it is read.
        throw new BadValueException(tooLarge);
      }
      int mark = checkText(bytes);
      return mark == 0 ? bytes : Arrays.copyOfRange(bytes, mark, bytes.length);
    } catch (IOException e) {
      throw new BadValueException("could not be read: " + e.getMessage());
    }
  }

  /** Refuses what cannot be read, or not to an end: pipes and devices may never have one. */
  static void check(Path file) throws BadValueException {
    checkKind(file);
    try {
      checkSize(Files.size(file));
    } catch (IOException e) {
      throw new BadValueException("could not be read: " + e.getMessage());
    }
  }

  private static void checkKind(Path file) throws BadValueException {
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
  }

  /** The text of a file, without a byte order mark. */
  static String text(Path file) throws BadValueException {
    String tooLarge = "is too large (expected at most 16 MiB)";
    return new String(read(file, LARGEST, tooLarge), StandardCharsets.UTF_8);
  }

  /** The text that bytes stand for, without a byte order mark. */
  static String decode(byte[] bytes) throws BadValueException {
    checkSize(bytes.length);
    int mark = checkText(bytes);
    return new String(bytes, mark, bytes.length - mark, StandardCharsets.UTF_8);
  }

  /** Refuses bytes that are not UTF-8 text; returns where the text begins. */
  private static int checkText(byte[] bytes) throws BadValueException {
    if (startsWith(bytes, 0xfe, 0xff) || startsWith(bytes, 0xff, 0xfe)) {
      throw new BadValueException("is UTF-16 text (expected UTF-8)");
    }
    int mark = startsWith(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
    ByteBuffer in = ByteBuffer.wrap(bytes, mark, bytes.length - mark);
    CharBuffer piece = CharBuffer.allocate(PIECE);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result;
    do {
      result = decoder.decode(in, piece.clear(), true);
    } while (result.isOverflow());
    if (result.isError()) {
      // The decoder stops in front of the bytes it cannot read.
      throw new BadValueException(
          "is not UTF-8 text, at byte " + (in.position() + 1) + " (expected UTF-8)");
    }
    return mark;
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
