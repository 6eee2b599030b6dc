package dev.sluice.distribution.strictness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers {@code /case/5} with what case 5 says, and {@code /own/5} with {@code own 5}. A
 * connection on which it then hears nothing for a while it ends from its side.
 */
final class BadServer implements AutoCloseable {

  private static final int SILENCE_MILLIS = 300;
  private static final int GUARD_MILLIS = 15_000;

  private final ServerSocket listener;
  private final List<Case> cases;
  private final Set<Integer> reused = ConcurrentHashMap.newKeySet();

  BadServer(List<Case> cases) throws IOException {
    this.cases = cases;
    this.listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The cases after which a connection was used again that nobody must use again. */
  Set<Integer> reused() {
    return reused;
  }

  private void acceptAll() {
    while (true) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      StrictReader reader = new StrictReader(new BufferedInputStream(client.getInputStream()));
      int spoilt = StrictServer.UNKNOWN;
      try {
        for (Message request = reader.request(); request != null; request = reader.request()) {
          String[] target = request.line().split("[ /]", 5);
          int number = Integer.parseInt(target[3]);
          if (spoilt >= 0) {
            reused.add(spoilt);
          }
          if (target[2].equals("own")) {
            String body = "own " + number;
            send(client, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
          } else {
            spoilt = isClean(cases.get(number)) ? spoilt : number;
            send(client, response(cases.get(number)));
            client.setSoTimeout(SILENCE_MILLIS);
          }
        }
      } catch (SocketTimeoutException silence) {
        client.shutdownOutput();
        client.setSoTimeout(GUARD_MILLIS);
        client.getInputStream().readAllBytes();
      }
    } catch (IOException cut) {
      // A proxy may do so.
    }
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  static boolean isHead(Case one) {
    return one.text().startsWith("HEAD ");
  }

  private static String response(Case one) {
    return one.text().substring(one.text().indexOf(' ') + 1);
  }

  /** Whether it is one response, and nothing behind it; interim ones may come before. */
  private static boolean isClean(Case one) {
    ByteArrayInputStream bytes = new ByteArrayInputStream(response(one).getBytes(ISO_8859_1));
    StrictReader reader = new StrictReader(bytes);
    try {
      Message last = reader.response(isHead(one));
      while (last != null && last.status() < 200 && last.status() != 101) {
        last = reader.response(isHead(one));
      }
      return last != null && last.status() >= 200 && bytes.available() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
