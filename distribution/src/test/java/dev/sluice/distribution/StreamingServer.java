package dev.sluice.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;

/**
 * A server of bodies of any size, which it makes up and forgets. {@code GET /length/1000} and
 * {@code GET /chunked/1000} are answered with so many bytes, anything else with how many bytes the
 * request's body had.
 */
final class StreamingServer implements AutoCloseable {

  private static final byte[] PIECE = new byte[64 * 1024];

  private final ServerSocket listener;

  StreamingServer() throws IOException {
    listener = new ServerSocket();
    listener.bind(Ports.on(0));
    var _ = Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        var _ = Thread.ofPlatform().daemon().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // the test has ended
    }
  }

  private static void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream(), PIECE.length);
      OutputStream out = client.getOutputStream();
      for (String head = head(in); !head.isEmpty(); head = head(in)) {
        String[] path = head.split(" ", 3)[1].split("/", -1);
        if (head.startsWith("GET ")) {
          send(out, "HTTP/1.1 200 OK\r\n", path[1].equals("chunked"), Long.parseLong(path[2]));
        } else {
          String count = Long.toString(body(in, head));
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Length: " + count.length() + "\r\n\r\n" + count)
                  .getBytes(ISO_8859_1));
        }
      }
    } catch (IOException cut) {
      // the client sees it
    }
  }

  /** Sends a message with a body of zeros. */
  static void send(OutputStream out, String head, boolean chunked, long size) throws IOException {
    String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + size;
    out.write((head + framing + "\r\n\r\n").getBytes(ISO_8859_1));
    for (long left = size; left > 0; ) {
      int piece = (int) Math.min(left, PIECE.length);
      if (chunked) {
        out.write((Integer.toHexString(piece) + "\r\n").getBytes(ISO_8859_1));
      }
      out.write(PIECE, 0, piece);
      if (chunked) {
        out.write('\r');
        out.write('\n');
      }
      left -= piece;
    }
    if (chunked) {
      out.write("0\r\n\r\n".getBytes(ISO_8859_1));
    }
  }

  /** The next head in lower case but for its first line; empty if there is none. */
  static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.append(head.isEmpty() ? line : line.toLowerCase(Locale.ROOT)).append('\n');
    }
    return head.toString();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** Takes the body behind a head; how many bytes it had. */
  static long body(InputStream in, String head) throws IOException {
    int length = head.indexOf("content-length:");
    if (length >= 0) {
      String value = head.substring(head.indexOf(':', length) + 1, head.indexOf('\n', length));
      long size = Long.parseLong(value.strip());
      skip(in, size);
      return size;
    }
    long count = 0;
    while (true) {
      long size = Long.parseLong(line(in), 16);
      if (size == 0) {
        line(in);
        return count;
      }
      skip(in, size);
      line(in);
      count += size;
    }
  }

  private static void skip(InputStream in, long bytes) throws IOException {
    byte[] piece = new byte[PIECE.length];
    for (long left = bytes; left > 0; ) {
      int count = in.read(piece, 0, (int) Math.min(left, piece.length));
      if (count < 0) {
        throw new EOFException(left + " bytes are missing");
      }
      left -= count;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
