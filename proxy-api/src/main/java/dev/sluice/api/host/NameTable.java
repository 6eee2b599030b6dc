package dev.sluice.api.host;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Numbers by name, in a few large arrays: with objects for each name a million of them would take
 * several times the memory. Names are of US-ASCII characters. Not safe for use by several threads
 * while names are added.
 */
final class NameTable {

  /** What {@link #find} returns for a name that is not there. */
  static final int NONE = -1;

  /** Differs in every process: names may come from tenants who would like theirs to collide. */
  private static final long MULTIPLIER = new SplittableRandom().nextLong() << 3 | 5;

  private byte[] text;
  private int[] ends;
  private int[] numbers;
  private int[] slots;
  private int size;

  NameTable() {
    text = new byte[0];
    ends = new int[0];
    numbers = new int[0];
    slots = new int[0];
  }

  /** A copy without room for more. */
  NameTable(NameTable other) {
    size = other.size;
    text = Arrays.copyOf(other.text, other.start(size));
    ends = Arrays.copyOf(other.ends, size);
    numbers = Arrays.copyOf(other.numbers, size);
    slots = other.slots.clone();
  }

  /** The hash of a text that is one character longer, in front. */
  static long extend(long hash, char c) {
    return (hash + c) * MULTIPLIER;
  }

  static long hash(String name) {
    long hash = 0;
    for (int i = name.length() - 1; i >= 0; i--) {
      hash = extend(hash, name.charAt(i));
    }
    return hash;
  }

  /** Adds a name that is not there. */
  void add(String name, int number) {
    int start = start(size);
    int end = start + name.length();
    if (end > text.length) {
      text = Arrays.copyOf(text, larger(end));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, larger(size + 1));
      numbers = Arrays.copyOf(numbers, ends.length);
    }
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, text, start, bytes.length);
    ends[size] = end;
    numbers[size] = number;
    size++;
    if (size * 2 > slots.length) {
      slots = new int[Math.max(4, slots.length * 2)];
      for (int entry = 0; entry < size; entry++) {
        place(entry, hash(entry));
      }
    } else {
      place(size - 1, hash(name));
    }
  }

  private static int larger(int size) {
    return Math.max(16, size + (size >> 1));
  }

  /**
   * The number of the name that begins at an index of a text and goes on to its end.
   *
   * @param hash of that name
   */
  int find(String name, int from, long hash) {
    if (size == 0) {
      return NONE;
    }
    int mask = slots.length - 1;
    for (int i = first(hash, mask); slots[i] != 0; i = (i + 1) & mask) {
      int entry = slots[i] - 1;
      if (isAt(entry, name, from)) {
        return numbers[entry];
      }
    }
    return NONE;
  }

  private boolean isAt(int entry, String name, int from) {
    int start = start(entry);
    int length = ends[entry] - start;
    if (length != name.length() - from) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text[start + i] != name.charAt(from + i)) {
        return false;
      }
    }
    return true;
  }

  private int start(int entry) {
    return entry == 0 ? 0 : ends[entry - 1];
  }

  private long hash(int entry) {
    long hash = 0;
    for (int i = ends[entry] - 1; i >= start(entry); i--) {
      hash = extend(hash, (char) text[i]);
    }
    return hash;
  }

  private void place(int entry, long hash) {
    int mask = slots.length - 1;
    int i = first(hash, mask);
    while (slots[i] != 0) {
      i = (i + 1) & mask;
    }
    slots[i] = entry + 1;
  }

  /** The upper half: in it every character has moved every bit. */
  private static int first(long hash, int mask) {
    return (int) (hash >>> 32) & mask;
  }
}
