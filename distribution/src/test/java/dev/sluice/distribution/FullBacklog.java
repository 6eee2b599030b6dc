package dev.sluice.distribution;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port whose queue of connections is full: whoever connects next gets no answer. */
final class FullBacklog implements AutoCloseable {

  private static final int SILENCE_MILLIS = 300;
  private static final int MOST = 16;

  private final ServerSocket listener;
  private final List<Socket> waiting = new ArrayList<>();

  FullBacklog() throws IOException {
    listener = new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress());
    while (enter()) {
      if (waiting.size() > MOST) {
        throw new IOException("the backlog never gets full");
      }
    }
  }

  private boolean enter() throws IOException {
    Socket socket = new Socket();
    waiting.add(socket);
    try {
      socket.connect(listener.getLocalSocketAddress(), SILENCE_MILLIS);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : waiting) {
      socket.close();
    }
    listener.close();
  }
}
