package dev.sluice.api.session;

import java.net.SocketAddress;

/**
 * Who is connected and where. Addresses are {@link java.net.InetSocketAddress}es, or {@link
 * java.net.UnixDomainSocketAddress}es on a bind to a Unix socket.
 */
public interface Client {

  /** Where the client connects from. */
  SocketAddress address();

  /** The address of ours that the client connected to. */
  SocketAddress localAddress();

  /**
   * A number that no other session of this process has: the same in every call about this client's
   * connection, whereas {@link SessionView#id} of a request is the request's own.
   */
  default long session() {
    return 0;
  }

  /** The name of the frontend that accepted the connection. */
  String frontend();
}
