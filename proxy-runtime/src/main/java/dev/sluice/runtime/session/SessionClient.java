package dev.sluice.runtime.session;

import dev.sluice.api.session.Client;
import java.net.SocketAddress;

/** A client, as extensions see it; it outlives the connection. */
record SessionClient(SocketAddress address, SocketAddress localAddress, String frontend)
    implements Client {}
