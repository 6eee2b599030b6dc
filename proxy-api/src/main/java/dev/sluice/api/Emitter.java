package dev.sluice.api;

import dev.sluice.api.session.SessionView;
import java.net.SocketAddress;
import java.util.Set;

/**
 * Writes to the server before the client's first byte, for example a PROXY protocol header. Called
 * once for each connection to a server, on the session's event loop; must not block. One that
 * throws ends the session: a server must never get bytes without the header it expects.
 */
public interface Emitter {

  /**
   * What it would like to have read of the client when it is called; only {@link Need#CLIENT_HELLO}
   * is of use. In mode tcp a session waits for it, as routes do, until the client turns out to send
   * something else or the frontend's {@code inspect} timeout is over; then it goes on without.
   * Asked while a configuration is read.
   */
  default Set<Need> needs() {
    return Set.of();
  }

  /** The bytes to send first; empty for none. The caller does not change them. */
  byte[] bytes(SessionView session);

  /**
   * The bytes to send first on a connection that the proxy makes for itself, for no client: a
   * health check. Empty for none.
   *
   * @param local the address of our side
   * @param remote the address of the server
   */
  default byte[] ownBytes(SocketAddress local, SocketAddress remote) {
    return new byte[0];
  }
}
