package dev.sluice.runtime.net.syscalls;

import dev.sluice.runtime.net.Timer;
import dev.sluice.runtime.net.TimerWheel;

/**
 * The end of a connection whose peer is still to get something. FIN follows those bytes by itself;
 * RST makes the kernel forget what it has not sent, so it waits for that too. A peer that takes
 * nothing for long is reset.
 */
final class LastBytes {

  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final SyscallConnection connection;
  private final boolean cut;
  private final Timer timer;
  private final long deadline;

  /**
   * Begins to wait.
   *
   * @param cut whether the connection ends with RST; nothing is waited for if the peer has all
   */
  LastBytes(SyscallConnection connection, boolean cut) {
    this.connection = connection;
    this.cut = cut;
    timer = connection.loop().timer(this::look);
    deadline = connection.loop().nanoTime() + PATIENCE_NANOS;
  }

  void start() {
    if (cut) {
      look();
    } else {
      timer.start(PATIENCE_NANOS);
    }
  }

  /** Whether RST is to follow the last bytes. */
  boolean cuts() {
    return cut;
  }

  void cancel() {
    timer.cancel();
  }

  private void look() {
    long now = connection.loop().nanoTime();
    long idle = now - connection.lastActive();
    if (cut && connection.unacknowledged() && now - deadline < 0) {
      timer.start(TimerWheel.TICK_NANOS);
    } else if (!cut && connection.unsent() && idle < PATIENCE_NANOS) {
      // It is slow, but it goes on.
      timer.start(PATIENCE_NANOS - idle);
    } else {
      connection.reset();
    }
  }
}
