package dev.sluice.distribution;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A client and a server, either side of one session, that do what a script says. Every read ends
 * after a while at the latest.
 */
final class Peers implements AutoCloseable {

  private final ServerSocket listener;
  private final Socket client;
  private final List<Socket> accepted = new ArrayList<>();

  /** Connects the client; the listener is the server of the session that follows. */
  Peers(int frontend, ServerSocket listener) throws IOException {
    this.listener = listener;
    this.client = Ports.connect(frontend);
  }

  Socket client() {
    return client;
  }

  /** The server's connection, accepted when first asked for. */
  Socket server() throws IOException {
    if (accepted.isEmpty()) {
      return acceptAnother();
    }
    return accepted.getFirst();
  }

  /** A further connection to the server. */
  Socket acceptAnother() throws IOException {
    Socket socket = listener.accept();
    socket.setSoTimeout((int) Started.PATIENCE.toMillis());
    accepted.add(socket);
    return socket;
  }

  /** The client says something and the server answers with five bytes. */
  void talk() throws IOException {
    send(client, "ping");
    expect(server(), "ping");
    send(server(), "pong!");
    expect(client, "pong!");
  }

  static void send(Socket from, String text) throws IOException {
    send(from, text.getBytes(US_ASCII));
  }

  static void send(Socket from, byte[] bytes) throws IOException {
    from.getOutputStream().write(bytes);
  }

  static void expect(Socket at, String text) throws IOException {
    String got = new String(at.getInputStream().readNBytes(text.length()), US_ASCII);
    if (!got.equals(text)) {
      throw new IOException("expected " + text + ", got " + got);
    }
  }

  /** Reads a head of HTTP, and nothing behind it. */
  static String expectHead(Socket at) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = at.getInputStream().read();
      if (next < 0) {
        throw new IOException("expected a head, got " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Reads to the end, whether it is FIN or RST; how many bytes came before. */
  static long drain(Socket at) throws IOException {
    byte[] buffer = new byte[16_384];
    long sum = 0;
    try {
      int read = at.getInputStream().read(buffer);
      while (read >= 0) {
        sum += read;
        read = at.getInputStream().read(buffer);
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // RST
    }
    return sum;
  }

  /** Sends, less than 100 MB, until the other side does not take it any more. */
  static void sendUntilCut(Socket from) throws IOException {
    byte[] bytes = new byte[10_000];
    for (int i = 0; i < 9_000; i++) {
      try {
        send(from, bytes);
      } catch (IOException cut) {
        return;
      }
    }
    throw new IOException("the connection was not cut");
  }

  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    client.close();
    for (Socket socket : accepted) {
      socket.close();
    }
  }
}
