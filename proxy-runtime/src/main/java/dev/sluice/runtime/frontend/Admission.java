package dev.sluice.runtime.frontend;

import dev.sluice.runtime.net.Loop;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts sessions against {@code maxconn} of the process and of each frontend. At a limit the binds
 * stop accepting and the kernel's backlog holds new connections, as HAProxy does; the few that were
 * accepted meanwhile wait, unread, until a session ends. Its methods may be called from any thread.
 */
public final class Admission {

  private final Gate process = new Gate();
  private final Map<String, Gate> gates = new ConcurrentHashMap<>();
  private volatile boolean waiting;

  /** The gate of the process. */
  public Gate process() {
    return process;
  }

  /** The gate of a frontend, the same for all generations. */
  public Gate gate(String frontend) {
    return gates.computeIfAbsent(frontend, name -> new Gate());
  }

  /** Forgets frontends that a new configuration no longer has and nobody is in or waits for. */
  public synchronized void retain(Set<String> frontends) {
    gates
        .entrySet()
        .removeIf(e ->
            !frontends.contains(e.getKey())
                && e.getValue().sessions() == 0
                && e.getValue().parked.isEmpty());
  }

  /**
   * Takes a slot for a session, or lets it wait for one.
   *
   * @param start is run on the loop once there is a slot, if there is none now
   * @return whether the session has its slot and may start
   */
  public boolean enter(Gate gate, Loop loop, Runnable start) {
    if (!waiting && take(gate)) {
      return true;
    }
    synchronized (this) {
      // Those who came before go first; another frontend's wait is none of this one's business.
      if (gate.parked.isEmpty() && take(gate)) {
        return true;
      }
      waiting = true;
      gate.parked.add(new Gate.Parked(loop, start));
      gate.pause();
      // A slot may have come free before "waiting" could be seen.
      admitParked();
    }
    return false;
  }

  /** Gives a slot back. */
  public void leave(Gate gate) {
    gate.leave();
    process.leave();
    if (waiting) {
      synchronized (this) {
        admitParked();
      }
    }
  }

  /**
   * Takes a place among the clients that are left waiting for a refusal: so many that most of
   * {@code maxconn} is left to others.
   */
  public boolean hold(Gate gate) {
    if (!process.hold()) {
      return false;
    }
    if (gate.hold()) {
      return true;
    }
    process.letGo();
    return false;
  }

  /** Gives that place back. */
  public void letGo(Gate gate) {
    gate.letGo();
    process.letGo();
  }

  /** A limit has changed: those who wait may now get in. */
  public synchronized void limitsChanged() {
    admitParked();
  }

  private boolean take(Gate gate) {
    if (!process.enter()) {
      return false;
    }
    if (gate.enter()) {
      return true;
    }
    process.leave();
    return false;
  }

  private void admitParked() {
    boolean still = false;
    for (Gate gate : gates.values()) {
      Gate.Parked next = gate.parked.peek();
      while (next != null && take(gate)) {
        gate.parked.remove();
        next.loop().execute(next.start());
        next = gate.parked.peek();
      }
      if (next == null && !gate.full() && !process.full()) {
        gate.resume();
      }
      // The next session that ends looks again.
      still |= gate.paused();
    }
    waiting = still;
  }
}
