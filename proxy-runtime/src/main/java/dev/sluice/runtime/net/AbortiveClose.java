package dev.sluice.runtime.net;

import java.util.function.BooleanSupplier;

/**
 * The RST behind the last bytes. It makes the kernel forget what it has not sent, so it waits until
 * the peer has everything, but not for ever.
 */
public final class AbortiveClose {

  private final Connection connection;
  private final BooleanSupplier unacknowledged;
  private final Timer timer;
  private final long deadline;

  /**
   * For a connection that sends nothing more.
   *
   * @param unacknowledged whether the peer lacks bytes that were sent, or are to be
   */
  public AbortiveClose(Connection connection, BooleanSupplier unacknowledged) {
    this.connection = connection;
    this.unacknowledged = unacknowledged;
    this.timer = connection.loop().timer(this::look);
    this.deadline = connection.loop().nanoTime() + LingeringClose.PATIENCE_NANOS;
  }

  /** Begins to wait; resets at once if the peer has everything. */
  public void start() {
    look();
  }

  /** It is closed. */
  public void cancel() {
    timer.cancel();
  }

  private void look() {
    if (unacknowledged.getAsBoolean() && connection.loop().nanoTime() - deadline < 0) {
      timer.start(TimerWheel.TICK_NANOS);
    } else {
      connection.reset();
    }
  }
}
