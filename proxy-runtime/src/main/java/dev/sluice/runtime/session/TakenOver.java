package dev.sluice.runtime.session;

/** A session that a {@link Takeover} has. */
public interface TakenOver {

  /** Ends it at once. */
  void kill();

  /** Ends it as soon as nothing is under way. */
  void drain();
}
