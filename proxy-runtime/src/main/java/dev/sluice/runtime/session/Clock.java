package dev.sluice.runtime.session;

import dev.sluice.runtime.net.Loop;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The times of one session. As HAProxy has it, the phases follow on one another: until the last
 * server was picked, from there until it was connected to, and the rest. So the time that went to a
 * server that was given up for another one is part of the first phase, and the pauses and further
 * attempts at the same server are part of the second.
 */
final class Clock {

  private final Loop loop;
  private final long accepted = System.currentTimeMillis();
  private final long start;
  private long picked;
  private long connected;
  private boolean hasPicked;
  private boolean hasConnected;

  Clock(Loop loop) {
    this.loop = loop;
    this.start = loop.nanoTime();
  }

  /** A server was picked, for the first time or in place of another one. */
  void picked() {
    picked = loop.nanoTime();
    hasPicked = true;
  }

  void connected() {
    connected = loop.nanoTime();
    hasConnected = true;
  }

  Instant accepted() {
    return Instant.ofEpochMilli(accepted);
  }

  @Nullable Duration queueTime() {
    return hasPicked ? Duration.ofNanos(picked - start) : null;
  }

  @Nullable Duration connectTime() {
    return hasConnected ? Duration.ofNanos(connected - picked) : null;
  }

  Duration total() {
    return Duration.ofNanos(loop.nanoTime() - start);
  }
}
