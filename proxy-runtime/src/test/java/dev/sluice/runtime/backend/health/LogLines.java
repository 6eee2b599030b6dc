package dev.sluice.runtime.backend.health;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What some classes write to the process log meanwhile. */
final class LogLines extends Handler {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<Logger> loggers;

  LogLines(Class<?>... classes) {
    loggers = List.of(classes).stream().map(each -> Logger.getLogger(each.getName())).toList();
    loggers.forEach(logger -> {
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
    });
  }

  /** The lines since the last call, each behind its level. */
  List<String> take() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  @Override
  public void publish(LogRecord line) {
    lines.add(line.getLevel() + " " + line.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    loggers.forEach(logger -> {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    });
  }
}
