package dev.sluice.runtime.session;

import dev.sluice.runtime.net.Loop;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The times of one session. */
final class Clock {

  static final Duration NO_TIME = Duration.ZERO;

  private final Loop loop;
  private final long accepted = System.currentTimeMillis();
  private final long start;
  private long connecting;
  private long connected;
  private boolean hasConnected;

  Clock(Loop loop) {
    this.loop = loop;
    this.start = loop.nanoTime();
  }

  void connecting() {
    connecting = loop.nanoTime();
  }

  void connected() {
    connected = loop.nanoTime();
    hasConnected = true;
  }

  Instant accepted() {
    return Instant.ofEpochMilli(accepted);
  }

  @Nullable Duration connectTime() {
    return hasConnected ? Duration.ofNanos(connected - connecting) : null;
  }

  Duration total() {
    return Duration.ofNanos(loop.nanoTime() - start);
  }
}
