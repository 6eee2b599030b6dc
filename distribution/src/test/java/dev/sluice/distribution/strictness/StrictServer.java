package dev.sluice.distribution.strictness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Answers requests that keep the grammar, and notes them and whatever breaks it. */
final class StrictServer implements AutoCloseable {

  /** What a request that names no case is of. */
  static final int UNKNOWN = -1;

  /** How long the rest of a head may take of which a part was no good. */
  private static final int MILLIS = 3_000;

  /**
   * What came in.
   *
   * @param request null if it breaks the grammar
   * @param fault how; empty if it does not
   */
  record Noted(int number, @Nullable Message request, String fault) {}

  private final ServerSocket listener;
  private final Queue<Noted> noted = new ConcurrentLinkedQueue<>();
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

  StrictServer() throws IOException {
    listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    threads.add(Thread.ofVirtual().start(this::acceptAll));
  }

  int port() {
    return listener.getLocalPort();
  }

  private void acceptAll() {
    while (true) {
      try {
        Socket client = listener.accept();
        threads.add(Thread.ofVirtual().start(() -> serve(client)));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      StrictReader reader = new StrictReader(new BufferedInputStream(client.getInputStream()));
      try {
        for (Message request = reader.request(); request != null; request = reader.request()) {
          noted.add(new Noted(request.number(), request, ""));
          client.getOutputStream().write(answer(request).getBytes(ISO_8859_1));
        }
      } catch (Violation e) {
        client.setSoTimeout(MILLIS);
        reader.skipHead();
        noted.add(new Noted(Message.number(reader.raw()), null, String.valueOf(e.getMessage())));
      }
    } catch (IOException cut) {
      // A request that a proxy has broken off was not served.
    }
  }

  private static String answer(Message request) {
    String interim =
        request.fields().stream().anyMatch(field -> field.equalsIgnoreCase("Expect: 100-continue"))
            ? "HTTP/1.1 100 Continue\r\n\r\n"
            : "";
    String body = request.line().startsWith("HEAD") ? "" : "ok";
    return interim + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + body;
  }

  /** What was noted so far. */
  List<Noted> noted() {
    return List.copyOf(noted);
  }

  /** All that was noted; waits until everybody who has connected is gone. */
  List<Noted> awaitAll() throws IOException, InterruptedException {
    listener.close();
    for (Thread thread : threads) {
      thread.join();
    }
    return List.copyOf(noted);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
