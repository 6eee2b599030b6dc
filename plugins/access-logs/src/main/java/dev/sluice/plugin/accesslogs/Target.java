package dev.sluice.plugin.accesslogs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.LockSupport;

/** Where lines are written. Used by the thread of one {@link LogWriter} only; may block. */
interface Target extends AutoCloseable {

  /** How long it is waited before a target that takes nothing is asked again. */
  long FULL_NANOS = 10_000_000;

  /**
   * Writes whole lines. After a failure the next call tries again from the start with lines of its
   * own; what was left in the buffer is lost.
   */
  void write(ByteBuffer lines) throws IOException;

  @Override
  void close();

  /** Writes all of a buffer. */
  static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        // A pipe or terminal that another program has made non-blocking, and that is full.
        LockSupport.parkNanos(FULL_NANOS);
      }
    }
  }
}
