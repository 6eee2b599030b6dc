package dev.sluice.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ProcessLogTest {

  private static LogRecord entry(String logger, Level level, String message) {
    LogRecord entry = new LogRecord(level, message);
    entry.setLoggerName(logger);
    entry.setInstant(Instant.parse("2026-11-23T10:12:13.120999Z"));
    return entry;
  }

  @Test
  void ourOwnLine_hasTimeLevelAndMessage() {
    LogRecord entry = entry("dev.sluice.runtime.Proxy", Level.INFO, "listening on *:8080");

    assertThat(new ProcessLog(false).format(entry))
        .isEqualTo("2026-11-23T10:12:13.120Z INFO  listening on *:8080" + System.lineSeparator());
  }

  @Test
  void lineOfALibrary_namesItsLogger() {
    LogRecord entry = entry("io.netty.channel.Thing", Level.WARNING, "odd");

    assertThat(new ProcessLog(false).format(entry)).contains(" WARN  Thing: odd");
  }

  @Test
  void exception_isOneLineWithItsCause() {
    LogRecord entry = entry("dev.sluice.X", Level.SEVERE, "a\nb");
    entry.setThrown(new IllegalStateException("outer", new IOException("in\nner")));

    assertThat(new ProcessLog(false).format(entry))
        .endsWith(
            " ERROR a b: IllegalStateException: outer: IOException: in ner"
                + System.lineSeparator());
  }

  /** What a plugin may put into a message of what a client has sent (C10). */
  private static final String HOSTILE =
      "a.test\n2026-11-23T10:12:13.120Z ERROR FAKE\r\u0085\u2028\u2029\u001b[2J\u0000\u202e"
          + "${jndi:x}{0}%s\u00ff\ud800\ud83d\ude00";

  @Test
  void hostileText_staysOneLine_andMeansNothing() {
    LogRecord entry = entry("dev.sluice.X", Level.WARNING, "it failed: " + HOSTILE);
    entry.setThrown(new IllegalStateException(HOSTILE));

    String shown =
        "a.test 2026-11-23T10:12:13.120Z ERROR FAKE     [2J  ${jndi:x}{0}%s\u00ff \ud83d\ude00";
    assertThat(new ProcessLog(false).format(entry))
        .isEqualTo(
            "2026-11-23T10:12:13.120Z WARN  it failed: "
                + shown
                + ": IllegalStateException: "
                + shown
                + System.lineSeparator());
  }

  // With --debug a message with a line end began a line that could not be told from the log's.
  @Test
  void hostileTextInAStackTrace_beginsNoLine() {
    LogRecord entry = entry("dev.sluice.X", Level.WARNING, "it failed");
    entry.setThrown(new IllegalStateException(HOSTILE));

    assertThat(new ProcessLog(true).format(entry).lines().skip(1))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("  "))
        .noneMatch(
            line -> line.matches(".*[\\u0000-\\u001f\\u0080-\\u009f\\u2028\\u2029\\u202e].*"));
  }

  @Test
  void exceptionWithDebug_hasItsStackTrace() {
    LogRecord entry = entry("dev.sluice.X", Level.FINE, "failed");
    entry.setThrown(new IllegalStateException("outer"));

    assertThat(new ProcessLog(true).format(entry))
        .contains(" DEBUG X: failed" + System.lineSeparator())
        .contains("   at " + getClass().getName());
  }
}
