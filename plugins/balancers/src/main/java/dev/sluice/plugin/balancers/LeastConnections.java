package dev.sluice.plugin.balancers;

import dev.sluice.api.Balancer;
import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import java.util.List;

/**
 * The server with the fewest sessions relative to its weight, as HAProxy's {@code leastconn}; equal
 * ones take turns. It looks at all servers for each session and allocates nothing.
 */
final class LeastConnections implements Balancer {

  private static final int NONE = -1;

  // The server behind the one that was picked last. A race costs a server its turn, no more.
  private volatile int next;

  @Override
  public Server pick(List<Server> usable, SessionView session) {
    // Read once: another loop may have picked from a longer list meanwhile.
    int behind = next;
    int start = behind < usable.size() ? behind : 0;
    int least = least(usable, start, false);
    if (least == NONE) {
      least = least(usable, start, true);
    }
    next = least + 1;
    return usable.get(least);
  }

  /** The index of the least loaded one, of equal ones the first from {@code start} on. */
  private static int least(List<Server> usable, int start, boolean alike) {
    int least = NONE;
    long leastSessions = 0;
    long leastWeight = 0;
    for (int i = 0; i < usable.size(); i++) {
      int index = start + i < usable.size() ? start + i : start + i - usable.size();
      Server server = usable.get(index);
      long weight = alike ? 1 : server.effectiveWeight();
      long sessions = server.sessions();
      boolean less = least == NONE || sessions * leastWeight < leastSessions * weight;
      if (weight > 0 && less) {
        least = index;
        leastSessions = sessions;
        leastWeight = weight;
      }
    }
    return least;
  }
}
