package dev.sluice.runtime.backend.health;

/**
 * What the results of checks say about a server, counted as HAProxy does: so many in a row against
 * its state change it, one for it begins the count anew. A server that is up and was never checked
 * goes down by its first failure. Confined to one thread.
 */
final class Tally {

  /** What comes next depends on it. */
  enum Phase {
    UP,
    DOWN,
    /** Not checked yet, or the last results speak against the state. */
    UNCERTAIN
  }

  private boolean up;
  private boolean unchecked;
  private int against;

  /** Of a server that nothing is known of but this. */
  Tally(boolean up) {
    this.up = up;
    this.unchecked = up;
  }

  boolean up() {
    return up;
  }

  Phase phase() {
    if (unchecked || against > 0) {
      return Phase.UNCERTAIN;
    }
    return up ? Phase.UP : Phase.DOWN;
  }

  /** A check has passed; whether the server is up by that. */
  boolean passed(int rise) {
    unchecked = false;
    return counts(!up, rise);
  }

  /** A check has failed; whether the server is down by that. */
  boolean failed(int fall) {
    boolean first = unchecked;
    unchecked = false;
    return counts(up, first ? 1 : fall);
  }

  private boolean counts(boolean isAgainst, int limit) {
    if (!isAgainst) {
      against = 0;
      return false;
    }
    against++;
    if (against < limit) {
      return false;
    }
    up = !up;
    against = 0;
    return true;
  }

  /** Something else has taken the server down. */
  void down() {
    up = false;
    unchecked = false;
    against = 0;
  }

  /** It was not looked at for a while: if it is up, the next result decides. */
  void forget() {
    unchecked = up;
    against = 0;
  }
}
