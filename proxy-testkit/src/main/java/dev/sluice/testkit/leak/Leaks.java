package dev.sluice.testkit.leak;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The leaked buffers of this JVM that Netty has found and nobody has collected yet. Thread-safe.
 *
 * <p>Netty notices a leak only when the garbage collector has taken the buffer and another one is
 * allocated afterwards; {@link #collect} brings both about.
 */
public final class Leaks {

  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  private static final Pattern RUNNER =
      Pattern.compile("\\s+(java\\.base/|org\\.junit\\.|org\\.apache\\.maven\\.|net\\.jqwik\\.)");

  private static final Pattern RECEIVE =
      Pattern.compile("\\.uring\\.\\w+\\$IoUring(Stream|Datagram\\w*)Unsafe\\.scheduleRead0\\(");

  /** The second round sees what the first one's finished references had kept alive. */
  private static final int ROUNDS = 2;

  private static final long COLLECTOR_MILLIS = 1000;

  private Leaks() {}

  /** Starts to listen, and to track every buffer unless the JVM was told a level. */
  public static void watch() {
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(Level.PARANOID);
    }
    ByteBufUtil.setLeakListener((type, records) -> {
      if (!isPendingReceive(records)) {
        FOUND.add(type + withoutRunner(records));
      }
    });
  }

  /** Runs the garbage collector and returns what leaked since the last call. */
  public static List<String> collect() {
    for (int round = 0; round < ROUNDS; round++) {
      runCollector();
      ByteBufAllocator.DEFAULT.directBuffer(1).release();
    }
    List<String> leaks = new ArrayList<>();
    for (String leak = FOUND.poll(); leak != null; leak = FOUND.poll()) {
      leaks.add(leak);
    }
    return leaks;
  }

  /**
   * Whether a buffer was given to io_uring to receive into and never came back: when a loop stops
   * in that moment, Netty 4.2.18 closes the ring and forgets the buffer.
   */
  static boolean isPendingReceive(String records) {
    int created = records.lastIndexOf("Created at:");
    return created >= 0
        && RECEIVE.matcher(records).region(created, records.length()).find()
        && !records.substring(0, created).contains(".readComplete0(");
  }

  /** A stack below the test method says nothing about the leak. */
  private static String withoutRunner(String records) {
    return records
        .lines()
        .filter(line -> !RUNNER.matcher(line).lookingAt())
        .collect(Collectors.joining("\n"));
  }

  /** Returns when a reference to a dead object has been queued, or after a second without. */
  private static void runCollector() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    Reference<Object> canary = new PhantomReference<>(new Object(), queue);
    System.gc();
    try {
      queue.remove(COLLECTOR_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Reference.reachabilityFence(canary);
    }
  }
}
