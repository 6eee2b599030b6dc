package dev.sluice.plugin.balancers;

import dev.sluice.api.Balancer;
import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Draws two servers by weight and takes the one with fewer sessions relative to its weight, as
 * HAProxy's {@code random(2)} does. That comes close to always taking the least loaded one, needs
 * no shared state, and does not send everything to a server that has just come back (Mitzenmacher,
 * The Power of Two Choices in Randomized Load Balancing, 2001).
 */
final class TwoDraws implements Balancer {

  // A race makes shares twice; either are right.
  private volatile @Nullable Shares last;

  @Override
  public Server pick(List<Server> usable, SessionView session) {
    if (usable.size() == 1) {
      return usable.getFirst();
    }
    Shares shares = last;
    if (shares == null || !shares.describe(usable)) {
      shares = new Shares(usable);
      last = shares;
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Server first = shares.at(random.nextInt(shares.total()));
    Server second = shares.at(random.nextInt(shares.total()));
    return isLessLoaded(second, first) ? second : first;
  }

  /** Compares sessions / weight without dividing; servers drawn with weight 0 all have weight 0. */
  private static boolean isLessLoaded(Server a, Server b) {
    long ofA = (long) a.sessions() * Math.max(1, b.effectiveWeight());
    long ofB = (long) b.sessions() * Math.max(1, a.effectiveWeight());
    return ofA < ofB;
  }
}
