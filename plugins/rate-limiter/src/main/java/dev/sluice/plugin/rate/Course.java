package dev.sluice.plugin.rate;

import dev.sluice.api.Need;
import dev.sluice.plugin.rate.RateLimitFactory.By;
import dev.sluice.plugin.rate.RateLimitFactory.Of;
import java.util.Set;

/**
 * When a filter is to decide: as soon as it is known whom to count, and what.
 *
 * @param by what is counted together
 * @param of what the rate is of
 * @param said whether the configuration says that itself
 * @param http whether the frontend reads requests
 */
record Course(By by, Of of, boolean said, boolean http) {

  /** When a session, or a request of it, can be refused. */
  enum Moment {
    ACCEPT,
    REQUEST,
    ROUTE
  }

  /** When a token of the rate is taken. */
  Moment token() {
    return of == Of.REQUESTS ? Moment.REQUEST : session();
  }

  /** When a session is counted. */
  Moment session() {
    return switch (by) {
      case SRC, FRONTEND -> Moment.ACCEPT;
      case SNI -> Moment.ROUTE;
      case HOST -> http ? Moment.REQUEST : Moment.ROUTE;
    };
  }

  /** Whether it is told to count what only mode http has. */
  boolean needsRequests() {
    return said && of == Of.REQUESTS;
  }

  /** What must be known when a route is found. */
  Set<Need> needs() {
    return switch (by) {
      case SRC, FRONTEND -> Set.of();
      case SNI -> Set.of(Need.CLIENT_HELLO);
      case HOST -> Set.of(Need.REQUEST_HEAD);
    };
  }
}
