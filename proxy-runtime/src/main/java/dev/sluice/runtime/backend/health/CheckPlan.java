package dev.sluice.runtime.backend.health;

import dev.sluice.api.Check;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.config.model.checks.CheckConfig.Observation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one generation wants a server to be checked.
 *
 * @param word what its configuration calls the check
 * @param check asks the server
 * @param server the server as this generation knows it
 * @param routedNames the host names that lead to it, without wildcards
 * @param inter how long from one check to the next
 * @param fastinter the same while the state is not certain
 * @param downinter the same while the server is down
 * @param rise how many passed checks in a row bring it up
 * @param fall how many failed checks in a row take it down
 * @param timeout how long one check may take
 * @param observation whether sessions that cannot connect count; null if they do not
 * @param hold keeps the check from being closed while it is asked
 */
public record CheckPlan(
    String word,
    Check check,
    LiveServer server,
    List<String> routedNames,
    Duration inter,
    Duration fastinter,
    Duration downinter,
    int rise,
    int fall,
    Duration timeout,
    @Nullable Observation observation,
    Hold hold) {

  /** A plan with an immutable copy of the names. */
  public CheckPlan {
    routedNames = List.copyOf(routedNames);
  }

  /** Keeps the extensions of a generation open. Thread-safe. */
  public interface Hold {

    /** They are needed; false if they are closed already. */
    boolean enter();

    /** They are needed no more by who has entered. */
    void leave();
  }
}
