package dev.sluice.distribution.strictness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.distribution.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All that a client got on one connection.
 *
 * @param bytes each a character
 * @param ending how it ended: {@code FIN}, {@code RST} or {@code silence}
 * @param hurried whether the proxy wanted more than was sent, and was told that there is no more
 */
record Answer(String bytes, String ending, boolean hurried) {

  static final String SILENCE = "silence";

  /** How long a proxy that has been told that there is no more may take. */
  private static final int GUARD_MILLIS = 15_000;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})[ \r]");

  /**
   * Sends bytes and receives until the proxy ends the connection.
   *
   * @param patience after how many milliseconds of silence the client sends FIN; not at once,
   *     because HAProxy then leaves what was sent before it unanswered or not, as it happens
   */
  static Answer to(int port, String bytes, int patience) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    boolean hurried = false;
    try (Socket socket = Ports.connect(port)) {
      socket.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> send(socket, bytes));
      byte[] buffer = new byte[16_384];
      socket.setSoTimeout(patience);
      while (true) {
        try {
          int read = socket.getInputStream().read(buffer);
          if (read < 0) {
            return new Answer(received.toString(ISO_8859_1), "FIN", hurried);
          }
          received.write(buffer, 0, read);
        } catch (SocketTimeoutException e) {
          if (hurried) {
            return new Answer(received.toString(ISO_8859_1), SILENCE, true);
          }
          hurried = true;
          socket.shutdownOutput();
          socket.setSoTimeout(GUARD_MILLIS);
        } catch (IOException e) {
          return new Answer(received.toString(ISO_8859_1), "RST", hurried);
        }
      }
    }
  }

  private static void send(Socket socket, String bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    } catch (IOException refused) {
      // Who refuses a long request need not read it; the answer tells.
    }
  }

  /** The statuses of all responses, and how it ended if that is not FIN. */
  String shown() {
    String statuses =
        STATUS
            .matcher(bytes)
            .results()
            .map((MatchResult found) -> found.group(1))
            .collect(Collectors.joining(" "));
    String text = statuses.isEmpty() && !bytes.isEmpty() ? "no HTTP" : statuses;
    return ending.equals("FIN") ? text : (text + " " + ending).strip();
  }
}
