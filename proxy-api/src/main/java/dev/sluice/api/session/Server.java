package dev.sluice.api.session;

import java.net.SocketAddress;

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
}
