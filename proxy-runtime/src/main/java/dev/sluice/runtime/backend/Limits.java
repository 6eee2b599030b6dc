package dev.sluice.runtime.backend;

/**
 * How many sessions a server takes at once, in mode http requests; the others wait.
 *
 * @param maxconn at most that many; 0 for any number
 * @param minconn that many while the backend has few sessions; 0 for always {@code maxconn}
 * @param fullconn with how many sessions of the backend the limit reaches {@code maxconn}
 */
public record Limits(int maxconn, int minconn, int fullconn) {

  /** Any number. */
  public static final Limits NONE = new Limits(0, 0, 0);

  /** The limit as it is now; {@link Integer#MAX_VALUE} for none. */
  int now(ServerState server) {
    if (maxconn == 0) {
      return Integer.MAX_VALUE;
    }
    int limit = maxconn;
    if (minconn > 0 && minconn < maxconn) {
      int load = server.backend().sessions();
      if (load < fullconn) {
        limit = Math.max(minconn, (int) ((long) maxconn * load / fullconn));
      }
    }
    return server.ramped(limit);
  }
}
