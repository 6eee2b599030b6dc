package dev.sluice.plugin.balancers;

import dev.sluice.api.session.Server;
import java.util.Arrays;
import java.util.List;

/**
 * The servers of one moment laid end to end on a line, each as long as its effective weight. Made
 * anew only when a server or a weight has changed, so a balancer can keep one. Immutable.
 */
final class Shares {

  private final List<Server> servers;
  private final int[] weights;
  private final int[] ends;
  private final int total;
  private final int count;

  // Loops, not streams: lists and weights may change with every session.
  Shares(List<Server> servers) {
    this.servers = servers;
    weights = new int[servers.size()];
    ends = new int[weights.length];
    int end = 0;
    int counting = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = servers.get(i).effectiveWeight();
      end += weights[i];
      ends[i] = end;
      counting += weights[i] > 0 ? 1 : 0;
    }
    if (end == 0) {
      Arrays.setAll(ends, i -> i + 1);
    }
    total = end == 0 ? weights.length : end;
    count = end == 0 ? weights.length : counting;
  }

  /** The length of the line: the sum of all weights, or the number of servers if it is 0. */
  int total() {
    return total;
  }

  /** How many servers have a part of the line. */
  int count() {
    return count;
  }

  /**
   * The server at a point of the line.
   *
   * @param point 0 to {@code total() - 1}
   */
  Server at(int point) {
    int found = Arrays.binarySearch(ends, point + 1);
    if (found < 0) {
      return servers.get(-found - 1);
    }
    // Servers of weight 0 end where the one before them ends: only the first one reaches there.
    while (found > 0 && ends[found - 1] == point + 1) {
      found--;
    }
    return servers.get(found);
  }

  /** The greatest common divisor of all weights that count. */
  int divisor() {
    int divisor = total;
    for (int end : ends) {
      divisor = Numbers.gcd(divisor, end);
    }
    return divisor;
  }

  /**
   * Whether these are still the servers and their weights. The runtime gives the same list as long
   * as its servers are the same, so there is no need to compare them one by one.
   */
  @SuppressWarnings("ReferenceEquality")
  boolean describe(List<Server> usable) {
    if (servers != usable) {
      return false;
    }
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] != usable.get(i).effectiveWeight()) {
        return false;
      }
    }
    return true;
  }
}
