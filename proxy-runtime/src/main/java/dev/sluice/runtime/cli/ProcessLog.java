package dev.sluice.runtime.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The process log: what the operator should know, one line each on standard error.
 *
 * <pre>2026-11-23T10:12:13.123Z INFO  frontend 'web': listening on *:8080</pre>
 *
 * An exception is shown by its message and that of its cause; the stack traces come with {@code
 * --debug}, indented, so that no message can begin a line that looks like one of the log. Where
 * {@code java.util.logging.config.file} is set, that file says all of this instead.
 */
final class ProcessLog extends Formatter {

  /** Loggers hold on to nothing: without this one the level would be lost with the next GC. */
  private static final Logger OURS = Logger.getLogger("dev.sluice");

  private final boolean debug;

  ProcessLog(boolean debug) {
    this.debug = debug;
  }

  /** Sets up the logs of this process; a later call replaces what an earlier one did. */
  static void open(boolean debug) {
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    LogManager.getLogManager().reset();
    Handler stderr = new ConsoleHandler();
    stderr.setLevel(Level.ALL);
    stderr.setFormatter(new ProcessLog(debug));
    Logger root = Logger.getLogger("");
    root.addHandler(stderr);
    // What Netty and Vert.x say at their start is about them, not about this proxy.
    root.setLevel(Level.WARNING);
    OURS.setLevel(debug ? Level.FINE : Level.INFO);
  }

  @Override
  public String format(LogRecord entry) {
    StringBuilder line = new StringBuilder(160);
    line.append(timestamp(entry.getInstant())).append(' ').append(level(entry.getLevel()));
    line.append(' ');
    String logger = String.valueOf(entry.getLoggerName());
    if (debug || !logger.startsWith(OURS.getName())) {
      line.append(logger.substring(logger.lastIndexOf('.') + 1)).append(": ");
    }
    oneLine(line, formatMessage(entry));
    Throwable thrown = entry.getThrown();
    if (thrown != null && !debug) {
      causes(line, thrown);
    }
    line.append(System.lineSeparator());
    if (thrown != null && debug) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      trace
          .toString()
          .lines()
          .forEach(each -> {
            oneLine(line.append("  "), each);
            line.append(System.lineSeparator());
          });
    }
    return line.toString();
  }

  /** Always with three digits, which {@link Instant#toString} has only as needed. */
  private static String timestamp(Instant instant) {
    String text = instant.truncatedTo(ChronoUnit.SECONDS).toString();
    int millisecond = (int) Math.floorMod(instant.toEpochMilli(), 1000L);
    String fraction = Integer.toString(1000 + millisecond).substring(1);
    return text.substring(0, text.length() - 1) + '.' + fraction + 'Z';
  }

  private static String level(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN ";
    }
    return value >= Level.INFO.intValue() ? "INFO " : "DEBUG";
  }

  private static void causes(StringBuilder line, Throwable thrown) {
    Throwable cause = thrown;
    // Few are more than three deep, and a cycle of causes must not hang the log.
    for (int depth = 0; cause != null && depth < 5; depth++) {
      line.append(": ").append(cause.getClass().getSimpleName());
      if (cause.getMessage() != null) {
        oneLine(line.append(": "), cause.getMessage());
      }
      cause = cause.getCause();
    }
  }

  private static void oneLine(StringBuilder line, String text) {
    text.codePoints().forEach(c -> line.appendCodePoint(isPrintable(c) ? c : ' '));
  }

  /** Neither ends a line for some reader, nor turns its direction, nor is half a character. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
