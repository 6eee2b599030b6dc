import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The servers behind the product in its {@link Training}: what they do is always the same. */
final class TrainingServers implements AutoCloseable {

  /** How many bytes a short session gets. */
  static final int SHORT_ANSWER = 64;

  /** How many a connection to the web server is good for. */
  private static final int REQUESTS = 150;

  private static final String LAST = "the end\n";
  private static final String PLAIN =
      "HTTP/1.1 200 OK\r\n"
          + "Server: training\r\n"
          + "Content-Type: text/plain\r\n"
          + "Content-Length: 108\r\n\r\n"
          + "0123456789".repeat(10)
          + LAST;
  private static final String CLOSING = PLAIN.replace("Server:", "Connection: close\r\nServer:");
  private static final String LAST_CHUNK = "\r\n0\r\n\r\n";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nServer: training\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n"
          + LAST
          + LAST_CHUNK;

  private interface Behaviour {
    void serve(InputStream in, OutputStream out) throws IOException;
  }

  private final ServerSocket shorts = open(TrainingServers::answerAndClose);
  private final ServerSocket echo = open(InputStream::transferTo);
  private final ServerSocket web = open(TrainingServers::http);

  TrainingServers() throws IOException {}

  int shortPort() {
    return shorts.getLocalPort();
  }

  int echoPort() {
    return echo.getLocalPort();
  }

  int webPort() {
    return web.getLocalPort();
  }

  /** Whether a text is a whole answer of the web server, or what a proxy makes of it. */
  static boolean isWhole(String answer) {
    return answer.startsWith("HTTP/1.1 200 ")
        && (answer.endsWith(LAST) && !answer.contains("chunked") || answer.endsWith(LAST_CHUNK));
  }

  private static ServerSocket open(Behaviour behaviour) throws IOException {
    ServerSocket server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> accept(server, behaviour));
    return server;
  }

  private static void accept(ServerSocket server, Behaviour behaviour) {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client, behaviour));
      } catch (IOException e) {
        return; // Closed; if not, the training fails, as nobody is served.
      }
    }
  }

  private static void serve(Socket client, Behaviour behaviour) {
    try (client) {
      client.setTcpNoDelay(true);
      behaviour.serve(client.getInputStream(), client.getOutputStream());
    } catch (IOException e) {
      // Clients of a training leave in all ways.
    }
  }

  private static void answerAndClose(InputStream in, OutputStream out) throws IOException {
    // What is left unread would turn the end into a reset.
    byte[] header = in.readNBytes(5);
    if (header.length < 5) {
      return;
    }
    in.readNBytes(Byte.toUnsignedInt(header[3]) << 8 | Byte.toUnsignedInt(header[4]));
    out.write(new byte[SHORT_ANSWER]);
  }

  private static void http(InputStream in, OutputStream out) throws IOException {
    byte[] bytes = new byte[4096];
    for (int i = 1; i <= REQUESTS; i++) {
      int size = 0;
      while (!isRequest(new String(bytes, 0, size, StandardCharsets.US_ASCII))) {
        int n = in.read(bytes, size, bytes.length - size);
        if (n <= 0) {
          return;
        }
        size += n;
      }
      String answer = i == REQUESTS ? CLOSING : i % 20 == 0 ? CHUNKED : PLAIN;
      out.write(answer.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static boolean isRequest(String received) {
    return received.endsWith(received.startsWith("POST") ? "hello" : "\r\n\r\n");
  }

  @Override
  public void close() throws IOException {
    shorts.close();
    echo.close();
    web.close();
  }
}
