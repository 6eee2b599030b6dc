package dev.sluice.runtime.backend.health;

import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.config.model.checks.CheckConfig;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a server is down by observation alone, as only so many of a backend may be. Confined to
 * the lane.
 */
final class Ejection {

  private static final Logger log = LoggerFactory.getLogger(Ejection.class);
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final ServerState state;
  private final Siblings siblings;
  private final Lane lane;
  private boolean ejected;
  private long spared;
  private boolean wasSpared;

  /** Of a server that is not. */
  Ejection(ServerState state, Siblings siblings, Lane lane) {
    this.state = state;
    this.siblings = siblings;
    this.lane = lane;
  }

  /** It is to be down; false if it stays up, as too many are down like that. */
  boolean begin(CheckConfig.Observation observation, String why) {
    if (!siblings.eject(observation)) {
      spare(observation, why);
      return false;
    }
    ejected = true;
    wasSpared = false;
    return true;
  }

  /** It is told now and then, as every further attempt comes here. */
  private void spare(CheckConfig.Observation observation, String why) {
    long now = lane.nanoTime();
    if (!wasSpared || now - spared >= MINUTE_NANOS) {
      wasSpared = true;
      spared = now;
      log.warn(
          "{} is not marked DOWN, although {} (max-ejected: {} of {} servers may be down by"
              + " observation alone, {} are)",
          state,
          why,
          siblings.most(observation),
          siblings.present(),
          siblings.ejected());
    }
  }

  /** If it was down by observation alone, it is not any more. */
  void end() {
    if (ejected) {
      ejected = false;
      siblings.restore();
    }
  }
}
