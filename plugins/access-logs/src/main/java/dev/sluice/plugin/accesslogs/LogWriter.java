package dev.sluice.plugin.accesslogs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes lines from any number of threads and writes them with one thread of its own. {@link #write}
 * never waits: what does not fit into the queue is dropped and counted, and so is what the target
 * does not take (a full disk). At most once a minute the number is told on the process log.
 *
 * <p>The thread writes all there is, then naps before it looks again. So a busy log costs the event
 * loops no wake-ups and gets large writes, and an idle one gets its line at once.
 */
final class LogWriter {

  private static final int BATCH = 64 * 1024;
  private static final int LONGEST = 8 * 1024;
  private static final long NAP = Duration.ofMillis(10).toNanos();

  /** After this time a write is no longer just slow. */
  private static final long HANGS = Duration.ofSeconds(1).toNanos();

  private final String name;
  private final Target target;
  private final long capacity;
  private final Losses losses;
  private final ConcurrentLinkedQueue<String> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong queued = new AtomicLong();
  private final AtomicBoolean telling = new AtomicBoolean();
  private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH);
  private final Thread thread;
  private int batchLines;
  private volatile boolean idle;
  private volatile boolean writing;
  private volatile long writingSince;
  private volatile boolean closing;

  /**
   * Starts the thread.
   *
   * @param name what messages and the thread's name call it
   * @param capacity how many characters may wait
   */
  LogWriter(String name, Target target, long capacity, Losses losses) {
    this.target = target;
    this.capacity = capacity;
    this.losses = losses;
    this.name = name;
    this.thread = start("access-log " + name, this::run);
  }

  private static Thread start(String name, Runnable task) {
    Thread thread = Thread.ofPlatform().name(name).daemon().unstarted(task);
    // Not that of the event loop that happens to be here, which may belong to another plugin.
    thread.setContextClassLoader(LogWriter.class.getClassLoader());
    thread.start();
    return thread;
  }

  /** Queues a line, or drops it. */
  void write(String line) {
    int length = line.length() + 1;
    // Several threads may pass together and overshoot by a line each; that is cheaper than a lock.
    if (queued.get() + length > capacity) {
      losses.dropped();
      if (writing && losses.nanoTime() - writingSince >= HANGS && losses.due()) {
        tellOfHanging();
      }
      return;
    }
    queued.addAndGet(length);
    queue.add(line);
    if (idle) {
      idle = false;
      LockSupport.unpark(thread);
    }
  }

  /**
   * The writing thread cannot tell while it hangs: in a pipe that nobody reads, on a disk of the
   * network. Nor can this one, which is an event loop: the process log may hang as well.
   */
  private void tellOfHanging() {
    if (telling.compareAndSet(false, true)) {
      start(
          "access-log " + name + " hangs",
          () -> {
            try {
              losses.tell(false, Duration.ofNanos(losses.nanoTime() - writingSince));
            } finally {
              telling.set(false);
            }
          });
    }
  }

  /** Whether the target has lines that it has not taken yet. */
  boolean writing() {
    return writing;
  }

  /**
   * Writes what is queued and ends the thread.
   *
   * @return whether it ended in time; a thread that hangs in the file system is left behind
   */
  boolean close(Duration patience) {
    closing = true;
    LockSupport.unpark(thread);
    try {
      return thread.join(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    boolean last;
    do {
      last = closing; // read first: what was queued before close() is written
      boolean wrote = writeAll();
      losses.tell(last, Duration.ZERO);
      if (!last) {
        rest(wrote);
      }
    } while (!last);
    target.close();
  }

  private void rest(boolean wrote) {
    if (wrote) {
      LockSupport.parkNanos(this, NAP);
      return;
    }
    idle = true;
    // Looked at again after the flag is up: who has added before has not seen it.
    if (queue.isEmpty() && !closing) {
      if (losses.untold()) {
        LockSupport.parkNanos(this, losses.silence());
      } else {
        LockSupport.park(this);
      }
    }
    idle = false;
  }

  private boolean writeAll() {
    boolean wrote = false;
    for (String line = queue.poll(); line != null; line = queue.poll()) {
      queued.addAndGet(-line.length() - 1L);
      put(line);
      wrote = true;
    }
    flush();
    return wrote;
  }

  private void put(String line) {
    String safe = Escape.line(line);
    String cut = safe.length() > LONGEST ? safe.substring(0, LONGEST) + "..." : safe;
    byte[] bytes = cut.getBytes(UTF_8);
    if (batch.remaining() <= bytes.length) {
      flush();
    }
    batch.put(bytes).put((byte) '\n');
    batchLines++;
  }

  private void flush() {
    if (batch.position() == 0) {
      return;
    }
    batch.flip();
    writingSince = losses.nanoTime();
    writing = true;
    try {
      target.write(batch);
    } catch (IOException | RuntimeException e) {
      losses.failed(batchLines, e);
    }
    writing = false;
    batch.clear();
    batchLines = 0;
  }
}
