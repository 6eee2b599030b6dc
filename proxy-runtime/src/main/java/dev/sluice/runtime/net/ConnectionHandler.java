package dev.sluice.runtime.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the events of a {@link Connection}, on its loop's thread. */
public interface ConnectionHandler {

  /** More bytes wait in {@link Connection#received()}. Not called while forwarding. */
  void received(Connection connection);

  /**
   * The peer has sent FIN; everything before it was received, or forwarded, and {@link #forwarded}
   * was called if it was due. Called at most once.
   */
  void ended(Connection connection);

  /**
   * As many bytes as {@link Connection#forward(Connection, long)} was asked for were handed over,
   * and the other connection can take more. What was received behind them waits in {@link
   * Connection#received()}.
   */
  default void forwarded(Connection connection) {
    throw new IllegalStateException("nothing was to be forwarded in part");
  }

  /** The connection was {@link Connection#full()} and is no more. */
  default void drained(Connection connection) {}

  /**
   * The connection is gone, by whomever. Called exactly once, and nothing after it.
   *
   * @param cause why, if not by an orderly close: a reset, a failed write
   */
  void closed(Connection connection, @Nullable IOException cause);
}
