package dev.sluice.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * A server that is not there: who connects is refused. Its port of the loopback interface is kept
 * until it is closed, so that no other server comes to listen there meanwhile.
 */
public final class AbsentServer implements AutoCloseable {

  /** Bound and not listening: that refuses connections as a free port does, but is not free. */
  private final SocketChannel bound;

  private final InetSocketAddress address;

  private AbsentServer(SocketChannel bound, InetSocketAddress address) {
    this.bound = bound;
    this.address = address;
  }

  /** Takes a port where nobody listens. */
  public static AbsentServer open() throws IOException {
    SocketChannel bound = SocketChannel.open();
    try {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return new AbsentServer(bound, (InetSocketAddress) bound.getLocalAddress());
    } catch (IOException e) {
      bound.close();
      throw e;
    }
  }

  /** Its port. */
  public int port() {
    return address.getPort();
  }

  /** Where it would listen, as a configuration writes it. */
  public String address() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
