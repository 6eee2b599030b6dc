package dev.sluice.runtime.session;

import dev.sluice.runtime.backend.ServerState;

/** A session that a {@link Takeover} has. */
public interface TakenOver {

  /** Ends it at once. */
  void kill();

  /** Ends what is under way with a server that went down. */
  void serverDown(ServerState server);

  /** Ends it as soon as nothing is under way. */
  void drain();
}
