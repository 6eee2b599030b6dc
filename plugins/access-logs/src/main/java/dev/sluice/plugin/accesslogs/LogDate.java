package dev.sluice.plugin.accesslogs;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * HAProxy's date, {@code 23/Nov/2026:10:12:13.123} in local time. The text of a second is made
 * once: formatting a date costs more than all the rest of a line. Safe for use by several threads.
 */
final class LogDate {

  /** A power of two. Sessions end in another order than they began, so one would not do. */
  private static final int KEPT = 128;

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss.", Locale.ENGLISH);

  private record Second(long epoch, String text) {}

  private final DateTimeFormatter format;

  /** Unsynchronised: a record is published safely by any write, and a lost one is made again. */
  private final @Nullable Second[] seconds = new @Nullable Second[KEPT];

  LogDate(ZoneId zone) {
    this.format = FORMAT.withZone(zone);
  }

  void append(StringBuilder line, Instant instant) {
    long epoch = instant.getEpochSecond();
    int slot = (int) epoch & (KEPT - 1);
    Second second = seconds[slot];
    if (second == null || second.epoch != epoch) {
      second = new Second(epoch, format.format(instant));
      seconds[slot] = second;
    }
    int millisecond = instant.getNano() / 1_000_000;
    line.append(second.text)
        .append((char) ('0' + millisecond / 100))
        .append((char) ('0' + millisecond / 10 % 10))
        .append((char) ('0' + millisecond % 10));
  }
}
