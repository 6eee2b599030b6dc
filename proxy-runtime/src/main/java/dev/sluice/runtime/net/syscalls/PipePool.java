package dev.sluice.runtime.net.syscalls;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipes of one loop. A pipe is lent only while bytes are in it, so a few serve many sessions;
 * who gets none copies. Confined to the loop's thread.
 */
final class PipePool {

  private static final Logger log = LoggerFactory.getLogger(PipePool.class);

  /**
   * What a pipe should hold. Larger ones cost more CPU for each byte, as pages leave the caches.
   * Unprivileged processes get the usual 64 KiB beyond 64 MiB in all.
   */
  private static final int CAPACITY = 256 * 1024;

  private static final int DEFAULT_CAPACITY = 64 * 1024;

  /** How many there may be, lent and idle. */
  private static final int MOST = 256;

  /** How many idle ones are kept. */
  private static final int KEPT = 32;

  private final Kernel kernel;
  private final ArrayDeque<Pipe> idle = new ArrayDeque<>();
  private int open;
  private boolean forbidden;

  PipePool(Kernel kernel) {
    this.kernel = kernel;
  }

  /** An empty pipe; null if there is none to be had now. */
  @Nullable Pipe lend() {
    Pipe pipe = idle.pollLast();
    return pipe != null || forbidden || open >= MOST ? pipe : create();
  }

  private @Nullable Pipe create() {
    long ends = kernel.pipe();
    if (ends < 0) {
      // No descriptor left; there may be some again later.
      return null;
    }
    open++;
    int readEnd = (int) ends;
    int size = kernel.pipeSize(readEnd, CAPACITY);
    return new Pipe(kernel, readEnd, (int) (ends >> 32), size > 0 ? size : DEFAULT_CAPACITY);
  }

  /** Takes an empty pipe back. One with bytes in it is closed: they are nobody's. */
  void giveBack(Pipe pipe) {
    if (pipe.held() == 0 && idle.size() < KEPT && !forbidden) {
      idle.addLast(pipe);
    } else {
      open--;
      pipe.close();
    }
  }

  /** The kernel refuses to splice; no pipe is lent any more. */
  void forbid(int errno) {
    if (!forbidden) {
      forbidden = true;
      log.warn("splice: {}; bytes are copied from now on", Errno.text(errno));
    }
  }

  /** How many pipes there are. */
  int open() {
    return open;
  }

  void close() {
    forbidden = true;
    idle.forEach(Pipe::close);
    open -= idle.size();
    idle.clear();
  }
}
