package dev.sluice.runtime.session;

import dev.sluice.runtime.net.Connection;

/** Takes a session over once its client was let in, where not bytes but requests are routed. */
@FunctionalInterface
public interface Takeover {

  /**
   * Begins; sets the handler of the client's connection. Calls {@link Session#leave} once, when it
   * is over, never while this method runs.
   *
   * @param ended whether the client has sent FIN already
   */
  TakenOver begin(Session session, Connection client, boolean ended);
}
