package dev.sluice.plugin.accesslogs;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where lines are written. Used by the thread of one {@link LogWriter} only; may block. */
interface Target extends AutoCloseable {

  /**
   * Writes whole lines. After a failure the next call tries again from the start with lines of its
   * own; what was left in the buffer is lost.
   */
  void write(ByteBuffer lines) throws IOException;

  @Override
  void close();
}
