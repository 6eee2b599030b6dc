package dev.sluice.api.session;

import dev.sluice.api.proxyprotocol.ProxyHeader;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected and where. Addresses are {@link java.net.InetSocketAddress}es, or {@link
 * java.net.UnixDomainSocketAddress}es on a bind to a Unix socket. Where a PROXY header was accepted
 * that tells the client's addresses, they are those of the header.
 */
public interface Client {

  /** Where the client connects from. */
  SocketAddress address();

  /** The address that the client connected to: ours, or that of the proxy in front of this one. */
  SocketAddress localAddress();

  /**
   * A number that no other session of this process has: the same in every call about this client's
   * connection, whereas {@link SessionView#id} of a request is the request's own.
   */
  default long session() {
    return 0;
  }

  /** Who has really connected: the client, or the proxy that sent a PROXY header for it. */
  default SocketAddress peer() {
    return address();
  }

  /** The PROXY header that was accepted; null if none was. */
  default @Nullable ProxyHeader proxyHeader() {
    return null;
  }

  /** The name of the frontend that accepted the connection. */
  String frontend();
}
