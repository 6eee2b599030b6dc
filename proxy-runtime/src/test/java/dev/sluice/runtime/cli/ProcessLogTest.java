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

  @Test
  void exceptionWithDebug_hasItsStackTrace() {
    LogRecord entry = entry("dev.sluice.X", Level.FINE, "failed");
    entry.setThrown(new IllegalStateException("outer"));

    assertThat(new ProcessLog(true).format(entry))
        .contains(" DEBUG X: failed" + System.lineSeparator())
        .contains("\tat " + getClass().getName());
  }
}
