package dev.sluice.runtime.net;

/**
 * The close of a connection whose peer is still to get something: FIN follows those bytes by
 * itself. A peer that takes nothing of them for long is reset; one that is slow, but goes on, is
 * waited for, so whoever closes counts the connection until it is closed.
 */
public final class LingeringClose {

  /** How long a peer is waited for that takes nothing. */
  static final long PATIENCE_NANOS = 30_000_000_000L;

  private final Connection connection;
  private final Timer timer;
  private long sent;

  /** For a connection that has something unsent and closes when it has not. */
  public LingeringClose(Connection connection) {
    this.connection = connection;
    this.timer = connection.loop().timer(this::look);
  }

  /** Begins to wait. */
  public void start() {
    sent = connection.bytesSent();
    timer.start(PATIENCE_NANOS);
  }

  /** It is closed. */
  public void cancel() {
    timer.cancel();
  }

  /** Bytes it sends to us are no sign that it takes any. */
  private void look() {
    if (connection.bytesSent() == sent) {
      connection.reset();
    } else {
      start();
    }
  }
}
