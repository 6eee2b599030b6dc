package dev.sluice.runtime.config.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.api.settings.TextFile;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The lines of a file, over its bytes: each is made when it is asked for. As objects they would
 * take five times the memory of the file.
 */
final class FileLines extends AbstractList<TextFile.Line> implements RandomAccess {

  private final Path file;
  private final byte[] bytes;
  private int[] starts = new int[16];
  private int[] numbers = new int[16];
  private int size;

  /**
   * The lines that are neither blank nor comments; the bytes are UTF-8 and not changed any more.
   */
  FileLines(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
    int number = 0;
    for (int start = 0; start < bytes.length; start = end(start) + 1) {
      number++;
      if (!text(start).isEmpty()) {
        add(start, number);
      }
    }
  }

  private void add(int start, int number) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    starts[size] = start;
    numbers[size] = number;
    size++;
  }

  private int end(int start) {
    int end = start;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  private String text(int start) {
    int end = start;
    while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '#') {
      end++;
    }
    return new String(bytes, start, end - start, UTF_8).strip();
  }

  @Override
  public TextFile.Line get(int index) {
    int i = Objects.checkIndex(index, size);
    return new TextFile.Line(file, numbers[i], text(starts[i]));
  }

  @Override
  public int size() {
    return size;
  }
}
