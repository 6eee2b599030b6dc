package dev.sluice.runtime.frontend;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long the parts of one generation are needed: while it is the current one, and until its last
 * session has ended. Thread-safe.
 */
public final class Lifetime {

  private final AtomicInteger users = new AtomicInteger(1);
  private final Runnable close;
  private volatile boolean retired;

  /**
   * Begins with one user, the proxy itself.
   *
   * @param close run once, when there are no more users, by whichever thread leaves last
   */
  public Lifetime(Runnable close) {
    this.close = close;
  }

  /** One user more; false if it has ended already. */
  public boolean enter() {
    int n = users.get();
    while (n > 0) {
      if (users.compareAndSet(n, n + 1)) {
        return true;
      }
      n = users.get();
    }
    return false;
  }

  /** It is no longer the current one. */
  public void retire() {
    retired = true;
    leave();
  }

  /** Whether a newer one has taken its place. */
  public boolean retired() {
    return retired;
  }

  /** One user less. */
  public void leave() {
    if (users.decrementAndGet() == 0) {
      close.run();
    }
  }
}
