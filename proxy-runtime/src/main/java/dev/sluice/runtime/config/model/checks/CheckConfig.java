package dev.sluice.runtime.config.model.checks;

import dev.sluice.api.Check;
import dev.sluice.runtime.config.model.extensions.Extension;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server is checked.
 *
 * @param check asks the server
 * @param inter how long from one check to the next
 * @param fastinter the same while the state is not certain
 * @param downinter the same while the server is down
 * @param rise how many checks in a row bring a server up
 * @param fall how many failed ones in a row take it down
 * @param timeout how long one check may take
 * @param observation whether sessions that cannot connect count too; null if they do not
 */
public record CheckConfig(
    Extension<Check> check,
    Duration inter,
    Duration fastinter,
    Duration downinter,
    int rise,
    int fall,
    Duration timeout,
    @Nullable Observation observation) {

  /**
   * When sessions that cannot connect take a server down.
   *
   * @param errorLimit how many in a row
   * @param maxEjected what part of a backend's servers may be down by that alone, in percent
   */
  public record Observation(int errorLimit, int maxEjected) {

    /** How many of so many servers may be down by that alone. */
    public int most(int servers) {
      return servers * maxEjected / 100;
    }
  }
}
