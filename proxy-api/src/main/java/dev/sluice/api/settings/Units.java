package dev.sluice.api.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numbers with units. */
final class Units {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,18})(us|ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})([kmg]?)");

  private Units() {}

  static Duration duration(String text) throws BadValueException {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      throw new BadValueException(
          "is not a duration (expected a number and a unit of us, ms, s, m, h, d, for example"
              + " \"10s\")");
    }
    try {
      long n = Long.parseLong(m.group(1));
      Duration duration =
          switch (m.group(2)) {
            case "us" -> Duration.ofNanos(Math.multiplyExact(n, 1000));
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
          };
      // Timers count in nanoseconds; what does not fit must be told here, not when one is started.
      return Duration.ofNanos(duration.toNanos());
    } catch (ArithmeticException e) {
      throw new BadValueException("is too long (expected a duration below 292 years)");
    }
  }

  static long size(String text) throws BadValueException {
    Matcher m = SIZE.matcher(text);
    if (!m.matches()) {
      throw new BadValueException("is not a size (expected a number with k, m or g, or \"4096\")");
    }
    long unit =
        switch (m.group(2)) {
          case "k" -> 1L << 10;
          case "m" -> 1L << 20;
          case "g" -> 1L << 30;
          default -> 1;
        };
    try {
      return Math.multiplyExact(Long.parseLong(m.group(1)), unit);
    } catch (ArithmeticException e) {
      throw new BadValueException("is too large (expected a size below 8 EiB)");
    }
  }
}
