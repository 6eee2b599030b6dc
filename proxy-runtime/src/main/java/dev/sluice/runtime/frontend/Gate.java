package dev.sluice.runtime.frontend;

import dev.sluice.runtime.net.Listening;
import dev.sluice.runtime.net.Loop;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many sessions a frontend has and may have. It outlives reloads, so that a limit counts the
 * sessions of all generations. Only {@link Admission} uses what is not public.
 */
public final class Gate {

  final Set<Listening> listenings = new CopyOnWriteArraySet<>();
  final Queue<Parked> parked = new ArrayDeque<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private volatile int limit = Integer.MAX_VALUE;

  /** A connection that was accepted before accepting had paused; it has not been read from. */
  record Parked(Loop loop, Runnable start) {}

  Gate() {}

  /** How many sessions there are. */
  public int sessions() {
    return sessions.get();
  }

  /** Changes the limit; sessions above a lower one live on. */
  public void limit(int newLimit) {
    limit = newLimit;
  }

  /** A bind of the frontend: it is paused while the limit is reached. */
  public void add(Listening listening) {
    listenings.add(listening);
  }

  /** The bind is closed. */
  public void remove(Listening listening) {
    listenings.remove(listening);
  }

  boolean enter() {
    if (sessions.incrementAndGet() <= limit) {
      return true;
    }
    sessions.decrementAndGet();
    return false;
  }

  void leave() {
    sessions.decrementAndGet();
  }

  boolean full() {
    return sessions.get() >= limit;
  }
}
