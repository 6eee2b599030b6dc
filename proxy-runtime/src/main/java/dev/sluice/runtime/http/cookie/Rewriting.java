package dev.sluice.runtime.http.cookie;

import dev.sluice.runtime.http.Octets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The value of one field as it is rewritten, from its begin to its end. Nothing is made before
 * something differs.
 */
final class Rewriting {

  private final byte[] from;
  private final int end;
  private final int most;

  /** Up to where it is copied, or left out. */
  private int position;

  private byte @Nullable [] to;
  private int length;

  /**
   * Rewrites what stands between two indexes.
   *
   * @param more how much longer it may become
   */
  Rewriting(byte[] from, int start, int end, int more) {
    this.from = from;
    this.end = end;
    this.position = start;
    this.most = end - start + more;
  }

  /** Leaves out what stands between two indexes. */
  void cut(int start, int stop) {
    if (stop > start) {
      copy(start);
      position = stop;
    }
  }

  /** Puts bytes before an index. */
  void insert(int at, byte[] bytes) {
    byte[] target = copy(at);
    System.arraycopy(bytes, 0, target, length, bytes.length);
    length += bytes.length;
  }

  /** Drops the blanks before an index, and puts one byte and a blank there. */
  void join(int at, byte separator) {
    byte[] target = copy(at);
    trim(target);
    target[length++] = separator;
    target[length++] = ' ';
  }

  private byte[] copy(int until) {
    byte[] target = to;
    if (target == null) {
      target = new byte[most];
      to = target;
    }
    System.arraycopy(from, position, target, length, until - position);
    length += until - position;
    position = until;
    return target;
  }

  private void trim(byte[] target) {
    while (length > 0 && Octets.isBlank(target[length - 1])) {
      length--;
    }
  }

  /** What came of it; null if nothing differs. */
  byte @Nullable [] result() {
    if (to == null) {
      return null;
    }
    byte[] target = copy(end);
    trim(target);
    return Arrays.copyOf(target, length);
  }
}
