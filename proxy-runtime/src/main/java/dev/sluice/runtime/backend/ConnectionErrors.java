package dev.sluice.runtime.backend;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of sessions to connect to a server that failed: how many, how many since one did
 * not, and who takes notice. Thread-safe.
 */
public final class ConnectionErrors {

  /** Takes notice of them. */
  public interface Observer {

    /**
     * A session could not connect. Called on any event loop.
     *
     * @param inARow how many could not since one could
     */
    void notConnected(int inARow, String reason);
  }

  private final LongAdder total = new LongAdder();
  private final AtomicInteger inARow = new AtomicInteger();
  private volatile @Nullable Observer observer;

  ConnectionErrors() {}

  /** How many there have been. */
  public long total() {
    return total.sum();
  }

  /** Who takes notice from now on; null for nobody. */
  public void observer(@Nullable Observer next) {
    observer = next;
  }

  /** A session could not connect. */
  void add(String reason) {
    total.increment();
    int now = inARow.incrementAndGet();
    Observer current = observer;
    if (current != null) {
      current.notConnected(now, reason);
    }
  }

  /** A session could connect, or the server has come up. */
  void endRow() {
    // Most find it at zero: loops that share a server must not write for each session.
    if (inARow.get() > 0) {
      inARow.set(0);
    }
  }
}
