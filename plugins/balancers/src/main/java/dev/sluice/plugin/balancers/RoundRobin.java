package dev.sluice.plugin.balancers;

import dev.sluice.api.Balancer;
import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Each server in turn, as often as its weight says. Of as many sessions in a row as the weights add
 * up to (after what they have in common is divided out) each server gets exactly its weight, and
 * its turns are spread: weight 100 beside weight 50 does not mean 100 sessions in a row, and no
 * server waits longer than three times its average distance.
 *
 * <p>Lock-free: one counter for each instance, shared by all event loops.
 */
final class RoundRobin implements Balancer {

  /** Turns of a round, spread by stepping through it in a stride that meets each once. */
  private record Round(Shares shares, int divisor, int turns, int stride) {

    static Round of(List<Server> usable) {
      Shares shares = new Shares(usable);
      int divisor = shares.divisor();
      int turns = shares.total() / divisor;
      return new Round(shares, divisor, turns, turns == shares.count() ? 1 : Stride.of(turns));
    }

    Server server(long count) {
      long turn = Math.floorMod(count, turns) * (long) stride % turns;
      return shares.at((int) turn * divisor);
    }
  }

  private final AtomicLong counter = new AtomicLong();

  // A race makes a round twice; either is right.
  private volatile @Nullable Round last;

  @Override
  public Server pick(List<Server> usable, SessionView session) {
    Round round = last;
    if (round == null || !round.shares().describe(usable)) {
      round = Round.of(usable);
      last = round;
    }
    return round.server(counter.getAndIncrement());
  }
}
