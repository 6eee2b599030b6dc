package dev.sluice.runtime.config.settings;

import dev.sluice.api.Balancer;
import dev.sluice.api.Need;
import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A balancer that was asked once what it needs, for the reason that {@link AskedMatcher} has. */
record AskedBalancer(Balancer balancer, Set<Need> needs, boolean insists) implements Balancer {

  /** Asks; throws whatever the balancer does. */
  static AskedBalancer of(Balancer balancer) {
    // A plugin may be compiled without checks for null.
    @Nullable Set<Need> needs = balancer.needs();
    if (needs == null) {
      throw new IllegalStateException("needs() returned null");
    }
    return new AskedBalancer(balancer, Set.copyOf(needs), balancer.insists());
  }

  @Override
  public Server pick(List<Server> usable, SessionView session) {
    return balancer.pick(usable, session);
  }
}
