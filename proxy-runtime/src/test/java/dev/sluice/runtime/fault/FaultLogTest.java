package dev.sluice.runtime.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FaultLogTest {

  private static final long SECOND = 1_000_000_000L;

  /** Keeps each line, with a mark if it comes with a stack trace. */
  private final class Lines extends Handler {
    @Override
    public void publish(LogRecord line) {
      assertThat(line.getLevel()).isEqualTo(Level.WARNING);
      lines.add((line.getThrown() == null ? "" : "TRACE ") + line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final List<String> lines = new ArrayList<>();
  private final Lines handler = new Lines();
  private final Logger logger = Logger.getLogger(FaultLogTest.class.getName());
  private long now = -5 * SECOND;
  private final FaultLog faults =
      new FaultLog(LoggerFactory.getLogger(FaultLogTest.class), () -> now);

  @BeforeEach
  void listen() {
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  private void fail(String what, int times) {
    for (int i = 0; i < times; i++) {
      faults.warn(what, new IllegalStateException("it is broken"));
    }
  }

  @Test
  void manyFaults_areOneLineASecond_withTheCountOfTheOthers() {
    fail("filter f: it failed", 1000);
    now += SECOND - 1;
    fail("filter f: it failed", 1);
    now += 1;
    fail("filter f: it failed", 2);
    now += SECOND;
    fail("filter f: it failed", 1);
    now += SECOND;
    fail("filter f: it failed", 1);

    String cause = ": IllegalStateException: it is broken";
    assertThat(lines)
        .containsExactly(
            "TRACE filter f: it failed",
            "filter f: it failed (and 1000 more since the last such line)" + cause,
            "filter f: it failed (and 1 more since the last such line)" + cause,
            "filter f: it failed" + cause);
  }

  @Test
  void otherKind_isNotSilencedByTheFirst() {
    fail("filter f: it failed", 3);
    fail("filter g: it failed", 3);
    assertThat(lines).containsExactly("TRACE filter f: it failed", "TRACE filter g: it failed");
  }

  @Test
  void faultAfterAMinuteOfSilence_hasItsStackTraceAgain() {
    fail("filter f: it failed", 1);
    now += 60 * SECOND;
    fail("filter f: it failed", 1);
    assertThat(lines).containsExactly("TRACE filter f: it failed", "TRACE filter f: it failed");
  }
}
