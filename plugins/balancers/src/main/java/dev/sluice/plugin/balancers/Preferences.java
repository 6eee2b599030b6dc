package dev.sluice.plugin.balancers;

import dev.sluice.api.session.Server;
import java.util.List;

/**
 * Which of some servers a key prefers: every server draws a number for the key, and the smallest
 * one wins (rendezvous hashing; Thaler and Ravishankar, Using Name-Based Mappings to Increase Hit
 * Rates, 1998). The number depends on the key, the server's name and its weight, and on no other
 * server. So when a server goes, only its keys move, each to the server it prefers next, in the
 * proportion of the weights; when one comes or gets heavier, keys move to it alone. Immutable but
 * for the live figures of the servers.
 *
 * <p>A number is drawn from an exponential distribution with the weight as its rate: the smallest
 * of such numbers is a server's with exactly the probability of its share (Schindelhauer and
 * Schomaker, Weighted Distributed Hash Tables, 2005).
 */
final class Preferences {

  private static final int NONE = -1;

  private final List<Server> servers;
  private final long[] seeds;

  Preferences(List<Server> servers) {
    this.servers = servers;
    seeds = new long[servers.size()];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = Numbers.hash(servers.get(i).name());
    }
  }

  /** Whether these are still the servers; see {@link Shares#describe}. */
  @SuppressWarnings("ReferenceEquality")
  boolean describe(List<Server> usable) {
    return servers == usable;
  }

  /** The server that a key prefers. */
  Server of(long key) {
    int best = best(key, false, Double.POSITIVE_INFINITY);
    return servers.get(best == NONE ? best(key, true, Double.POSITIVE_INFINITY) : best);
  }

  /**
   * The server that a key prefers among those that, with this session, would not have more than
   * their share of all sessions times the bound, rounded up.
   *
   * @param bound at least 1, so that there is always such a server
   */
  Server of(long key, double bound) {
    long sessions = 1;
    long weights = 0;
    for (int i = 0; i < seeds.length; i++) {
      int weight = servers.get(i).effectiveWeight();
      weights += weight;
      sessions += weight == 0 ? 0 : servers.get(i).sessions();
    }
    int best = weights == 0 ? NONE : best(key, false, bound * sessions / weights);
    // Sessions that other loops have opened since they were counted may fill every server.
    return best == NONE ? of(key) : servers.get(best);
  }

  /**
   * The index of the server with the smallest number.
   *
   * @param alike whether weights do not count
   * @param room how many sessions a server may have for each sixteenth of weight
   */
  private int best(long key, boolean alike, double room) {
    int best = NONE;
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < seeds.length; i++) {
      Server server = servers.get(i);
      int weight = alike ? 1 : server.effectiveWeight();
      double draw = (Numbers.mix(key ^ seeds[i]) >>> 11) * 0x1p-53;
      // -log(1 - draw) is at least draw: most servers need no logarithm.
      if (weight == 0 || draw >= smallest * weight) {
        continue;
      }
      double number = -Math.log(1 - draw) / weight;
      if (number < smallest && hasRoom(server, weight, room)) {
        best = i;
        smallest = number;
      }
    }
    return best;
  }

  private static boolean hasRoom(Server server, int weight, double room) {
    return room == Double.POSITIVE_INFINITY || server.sessions() < room * weight;
  }
}
