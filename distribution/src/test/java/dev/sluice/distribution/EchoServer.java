package dev.sluice.distribution;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Sends back what it receives, at once, and FIN for FIN. */
final class EchoServer implements AutoCloseable {

  private final ServerSocket listening;

  EchoServer() throws IOException {
    listening = new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("echo").start(this::acceptAll);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void acceptAll() {
    while (true) {
      Socket client;
      try {
        client = listening.accept();
      } catch (IOException closed) {
        return;
      }
      Thread.ofVirtual().name("echo").start(() -> serve(client));
    }
  }

  private static void serve(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException gone) {
      // Clients may go whenever they like.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
