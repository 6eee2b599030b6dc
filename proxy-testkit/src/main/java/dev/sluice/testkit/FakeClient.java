package dev.sluice.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A client that does exactly what a test says:
 *
 * {@snippet :
 * try (FakeClient client = FakeClient.connect(proxy.port("web"))) {
 *   client.sendCut(SampleHello.bytes("a.test"), 5, 20);
 *   client.finish();
 *   assertThat(client.receiveAll().text()).isEqualTo("A");
 * }
 * }
 */
public final class FakeClient extends FakeSocket {

  private FakeClient(SocketChannel channel) {
    super(channel);
  }

  /** Connects to a port of the loopback interface. */
  public static FakeClient connect(int port) throws IOException {
    return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Connects to an address, also one of a Unix socket. */
  public static FakeClient connect(SocketAddress address) throws IOException {
    return new FakeClient(SocketChannel.open(address));
  }

  /**
   * Connects with a small receive buffer, so that a server soon notices that this client is slow.
   *
   * @param receiveBuffer in bytes; the kernel doubles it
   */
  public static FakeClient connect(int port, int receiveBuffer) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new FakeClient(channel);
  }
}
