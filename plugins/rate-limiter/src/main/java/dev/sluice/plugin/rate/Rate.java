package dev.sluice.plugin.rate;

import dev.sluice.api.settings.BadValueException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many of something there may be in a time.
 *
 * @param tokens how many, at least 1
 * @param period in which
 */
record Rate(int tokens, Duration period) {

  /** What {@link Table} can count. */
  static final int MOST = 1_000_000;

  private static final Pattern RATE = Pattern.compile("(\\d{1,7})/(\\d{1,4})?([smhd])");

  /** Reads {@code 10/s}, {@code 600/m}, {@code 100/10s}. */
  static Rate parse(String text) throws BadValueException {
    Matcher m = RATE.matcher(text);
    if (!m.matches()) {
      throw new BadValueException(
          "is not a rate (expected how many in which time, for example \"10/s\", \"600/m\" or"
              + " \"100/10s\")");
    }
    int tokens = Integer.parseInt(m.group(1));
    long times = m.group(2) == null ? 1 : Long.parseLong(m.group(2));
    if (tokens < 1 || tokens > MOST || times < 1) {
      throw new BadValueException("is out of range (expected 1 to " + MOST + ", in 1s or more)");
    }
    Duration period =
        switch (m.group(3)) {
          case "s" -> Duration.ofSeconds(times);
          case "m" -> Duration.ofMinutes(times);
          case "h" -> Duration.ofHours(times);
          default -> Duration.ofDays(times);
        };
    return new Rate(tokens, period);
  }
}
