package dev.sluice.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port whose backlog is full, so that the kernel drops every SYN: connecting just hangs. */
public final class Blackhole implements AutoCloseable {

  private final ServerSocketChannel listening;
  private final List<SocketChannel> backlog = new ArrayList<>();

  /** Opens one on the loopback interface. */
  public Blackhole() throws IOException {
    listening =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    for (int i = 0; i < 8; i++) {
      SocketChannel filler = SocketChannel.open();
      filler.configureBlocking(false);
      filler.connect(listening.getLocalAddress());
      backlog.add(filler);
    }
  }

  /** Where it is, as a configuration writes it. */
  public String address() throws IOException {
    return "127.0.0.1:" + ((InetSocketAddress) listening.getLocalAddress()).getPort();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel filler : backlog) {
      filler.close();
    }
    listening.close();
  }
}
