package dev.sluice.runtime.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the events of a {@link Connection}, on its loop's thread. */
public interface ConnectionHandler {

  /** More bytes wait in {@link Connection#received()}. Not called while forwarding. */
  void received(Connection connection);

  /**
   * The peer has sent FIN; everything before it was received, or forwarded. Called at most once.
   */
  void ended(Connection connection);

  /**
   * The connection is gone, by whomever. Called exactly once, and nothing after it.
   *
   * @param cause why, if not by an orderly close: a reset, a failed write
   */
  void closed(Connection connection, @Nullable IOException cause);
}
