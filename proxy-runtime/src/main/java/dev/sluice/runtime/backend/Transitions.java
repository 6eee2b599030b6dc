package dev.sluice.runtime.backend;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/** The last changes of a server's state. Thread-safe. */
final class Transitions {

  private static final int KEPT = 20;

  private final ArrayDeque<Transition> last = new ArrayDeque<>();

  /** It has changed just now. */
  synchronized void add(String state, String reason) {
    if (last.size() == KEPT) {
      last.removeFirst();
    }
    last.addLast(new Transition(Instant.now(), state, reason));
  }

  /** The oldest first. */
  synchronized List<Transition> all() {
    return List.copyOf(last);
  }
}
