package dev.sluice.runtime.net;

/** Takes the connections that come in on a {@link Listening}. */
@FunctionalInterface
public interface Acceptor {

  /**
   * A client has connected. Called on the connection's loop, before its first byte is read; the
   * handler must be set before this method returns.
   */
  void accepted(Connection connection);
}
