package dev.sluice.distribution;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server that says its name to each client, and then sends back what it gets. */
final class SpeakingServer implements AutoCloseable {

  private final ServerSocket listener;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

  SpeakingServer(String name) throws IOException {
    listener = new ServerSocket();
    listener.bind(Ports.on(Ports.free()));
    var _ = Thread.ofVirtual().start(() -> accept((name + "\n").getBytes(US_ASCII)));
  }

  private void accept(byte[] greeting) {
    try {
      while (true) {
        Socket client = listener.accept();
        clients.add(client);
        var _ = Thread.ofVirtual().start(() -> serve(client, greeting));
      }
    } catch (IOException closed) {
      // the test has ended
    }
  }

  private void serve(Socket client, byte[] greeting) {
    try (client) {
      client.getOutputStream().write(greeting);
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException cut) {
      // the client's affair
    } finally {
      clients.remove(client);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The name that a client of some port gets to see; empty if it is closed at once. */
  static String nameAt(int port) throws IOException {
    try (Socket client = Ports.connect(port)) {
      return readLine(client);
    }
  }

  /** The first line, without reading beyond it. */
  static String readLine(Socket client) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = client.getInputStream().read();
    while (next > 0 && next != '\n') {
      line.append((char) next);
      next = client.getInputStream().read();
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
