package dev.sluice.runtime.frontend;

import dev.sluice.runtime.net.Listening;
import dev.sluice.runtime.net.Loop;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many sessions a frontend has and may have. It outlives reloads, so that a limit counts the
 * sessions of all generations. Only {@link Admission} uses what is not public.
 */
public final class Gate {

  /** One of so many sessions may be a client that is left waiting for a refusal. */
  private static final int HELD_PART = 4;

  private final Set<Listening> listenings = new HashSet<>();
  final Queue<Parked> parked = new ArrayDeque<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private final AtomicInteger held = new AtomicInteger();
  private volatile int limit = Integer.MAX_VALUE;
  private boolean paused;

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

  /** A bind of the frontend: it accepts from now on, or when the limit is no longer reached. */
  public synchronized void add(Listening listening) {
    listenings.add(listening);
    if (paused) {
      listening.pause();
    } else {
      listening.resume();
    }
  }

  /** The bind is closed, or another frontend's from now on. */
  public synchronized void remove(Listening listening) {
    listenings.remove(listening);
  }

  synchronized void pause() {
    if (!paused) {
      paused = true;
      listenings.forEach(Listening::pause);
    }
  }

  synchronized void resume() {
    if (paused) {
      paused = false;
      listenings.forEach(Listening::resume);
    }
  }

  synchronized boolean paused() {
    return paused;
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

  boolean hold() {
    if (held.incrementAndGet() <= limit / HELD_PART) {
      return true;
    }
    held.decrementAndGet();
    return false;
  }

  void letGo() {
    held.decrementAndGet();
  }

  boolean full() {
    return sessions.get() >= limit;
  }
}
