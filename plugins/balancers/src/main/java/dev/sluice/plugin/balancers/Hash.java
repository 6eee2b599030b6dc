package dev.sluice.plugin.balancers;

import dev.sluice.api.Balancer;
import dev.sluice.api.Need;
import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The same server for the same key, as HAProxy's {@code balance source}, {@code uri} and {@code
 * hdr} with {@code hash-type consistent}; by turns if a session has no key. With a bound a server
 * that has more than its share of the sessions is passed over (Mirrokni, Thorup and Zadimoghaddam,
 * Consistent Hashing with Bounded Loads, 2018), as with HAProxy's {@code hash-balance-factor}.
 */
final class Hash implements Balancer {

  /** Servers may have any share of the sessions. */
  static final double UNBOUNDED = Double.POSITIVE_INFINITY;

  private final HashKey key;
  private final double bound;
  private final Balancer withoutKey = new RoundRobin();

  // A race makes preferences twice; either are right.
  private volatile @Nullable Preferences last;

  Hash(HashKey key, double bound) {
    this.key = key;
    this.bound = bound;
  }

  @Override
  public Set<Need> needs() {
    return key.needs();
  }

  /** As in HAProxy, where a bound does not send sessions elsewhere. */
  @Override
  public boolean insists() {
    return bound == UNBOUNDED;
  }

  @Override
  public Server pick(List<Server> usable, SessionView session) {
    long hash = key.of(session);
    if (hash == HashKey.NONE) {
      return withoutKey.pick(usable, session);
    }
    Preferences preferences = last;
    if (preferences == null || !preferences.describe(usable)) {
      preferences = new Preferences(usable);
      last = preferences;
    }
    return bound == UNBOUNDED ? preferences.of(hash) : preferences.of(hash, bound);
  }
}
