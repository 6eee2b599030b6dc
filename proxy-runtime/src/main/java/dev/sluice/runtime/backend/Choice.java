package dev.sluice.runtime.backend;

import dev.sluice.api.session.Termination;
import org.jspecify.annotations.Nullable;

/**
 * What a backend has for a session: a {@link LiveServer}, a slot of which is the session's from now
 * on, or one of these. A server stands for itself, so that a session that gets one costs nothing.
 */
sealed interface Choice permits LiveServer, Choice.Full, Choice.None {

  /**
   * There is no free slot.
   *
   * @param only the server to wait for; null for any
   */
  record Full(@Nullable LiveServer only) implements Choice {}

  /** There is no server. */
  record None(Termination termination, String reason) implements Choice {}

  /** Whichever server has a free slot first. */
  Choice ANY = new Full(null);

  /** None takes sessions. */
  Choice NO_SERVER = new None(new Termination('S', 'C'), "no server");

  /** The balancer threw, or picked what it was not given. */
  Choice BALANCER_FAILED = new None(new Termination('I', 'C'), "balancer failed");
}
