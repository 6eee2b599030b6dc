package dev.sluice.it.traffic;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What was not as planned. Thread-safe. */
final class Faults {

  private static final int MOST = 20;

  private final Queue<AssertionError> found = new ConcurrentLinkedQueue<>();

  void add(String where, @Nullable Throwable cause) {
    if (found.size() < MOST) {
      found.add(new AssertionError(where, cause));
    }
  }

  boolean none() {
    return found.isEmpty();
  }

  /** Fails with all of them, if there are any. */
  void check() {
    AssertionError first = found.poll();
    if (first != null) {
      found.forEach(first::addSuppressed);
      throw first;
    }
  }
}
