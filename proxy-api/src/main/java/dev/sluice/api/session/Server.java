package dev.sluice.api.session;

import java.net.SocketAddress;
import java.util.List;

/** A server of a backend as balancers and checks see it. Its figures are live. */
public interface Server {

  /** The server's name in the configuration. */
  String name();

  /** The name of the backend it belongs to. */
  String backend();

  /** Where it listens. */
  SocketAddress address();

  /** Its share of new sessions relative to the others, 0 to 256. */
  int weight();

  /**
   * Its share as it counts now, in sixteenths of a unit of weight, 0 to 4096: sixteen times its
   * {@link #weight()}, or less while it starts slowly. Balancers go by this one. It may change
   * between two calls, while the server stays in the list it was in.
   */
  default int effectiveWeight() {
    return weight() * 16;
  }

  /** How many sessions it has now. */
  int sessions();

  /**
   * What a connection begins with that the proxy makes for itself, for no client: a PROXY header if
   * the server wants one. Empty for nothing. Throws if an emitter does.
   *
   * @param local the address of our side
   * @param remote the address of the server
   */
  default byte[] opening(SocketAddress local, SocketAddress remote) {
    return new byte[0];
  }

  /**
   * The host names that routes lead here by, without wildcards: server names of TLS, and behind
   * them Hosts of HTTP, each in the order of the configuration; the first ones, if they are many.
   * Known to checks alone.
   */
  default List<String> routedNames() {
    return List.of();
  }
}
