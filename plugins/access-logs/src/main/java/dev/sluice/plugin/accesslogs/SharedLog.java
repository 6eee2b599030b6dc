package dev.sluice.plugin.accesslogs;

import dev.sluice.api.AccessLog;
import dev.sluice.api.session.SessionRecord;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An access log of one generation. It asks for its writer with the first line, so that a
 * configuration that is only checked opens nothing.
 */
final class SharedLog implements AccessLog, AutoCloseable {

  private final LogWriters writers;
  private final Supplier<LogWriter> opener;
  private volatile @Nullable LogWriter writer;
  private boolean closed;

  SharedLog(LogWriters writers, Supplier<LogWriter> opener) {
    this.writers = writers;
    this.opener = opener;
  }

  @Override
  public void write(String line, SessionRecord session) {
    LogWriter open = writer;
    if (open == null) {
      open = open();
    }
    if (open != null) {
      open.write(line);
    }
  }

  /** Starts a thread at most, which takes microseconds; the file is opened by that thread. */
  private synchronized @Nullable LogWriter open() {
    if (writer == null && !closed) {
      writer = opener.get();
    }
    return writer;
  }

  @Override
  public void close() {
    LogWriter open;
    synchronized (this) {
      closed = true;
      open = writer;
      writer = null;
    }
    if (open != null) {
      writers.release(open);
    }
  }
}
