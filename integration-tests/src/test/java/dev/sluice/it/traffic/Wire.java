package dev.sluice.it.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One end of a connection that speaks HTTP, with a buffer. One thread may send, one receive. */
final class Wire implements AutoCloseable {

  private static final int BUFFER = 16 * 1024;

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER).limit(0);

  Wire(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  static Wire connect(int port) throws IOException {
    return new Wire(
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
  }

  // Receiving

  /** Whether something can be taken; waits for it. */
  private boolean fill() throws IOException {
    if (in.hasRemaining()) {
      return true;
    }
    int count = channel.read(in.clear());
    in.flip();
    return count > 0;
  }

  private int next() throws IOException {
    if (!fill()) {
      throw new EOFException("FIN");
    }
    return in.get();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = next(); c != '\n'; c = next()) {
      line.append((char) (c & 0xff));
    }
    return line.substring(0, Math.max(0, line.length() - 1));
  }

  /** The next head; null if FIN comes in its place. */
  @Nullable Head head() throws IOException {
    if (!fill()) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (String line = line(); !line.isEmpty(); line = line()) {
      text.append(line).append('\n');
    }
    return new Head(text.toString());
  }

  /** A body of so many bytes. */
  void body(long length, Content content) throws IOException {
    for (long left = length; left > 0; ) {
      if (!fill()) {
        throw new EOFException("FIN");
      }
      int count = (int) Math.min(left, in.remaining());
      content.check(in.array(), in.position(), count);
      in.position(in.position() + count);
      left -= count;
    }
  }

  /** A body that is a text. */
  String text(int length) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append((char) (next() & 0xff));
    }
    return text.toString();
  }

  void chunks(Content content) throws IOException {
    while (true) {
      String line = line();
      int end = line.indexOf(';');
      int size = Integer.parseInt(end < 0 ? line : line.substring(0, end), 16);
      if (size == 0) {
        while (!line().isEmpty()) {}
        return;
      }
      body(size, content);
      if (!line().isEmpty()) {
        throw new AssertionError("a chunk does not end where it should");
      }
    }
  }

  void bodyUntilFin(Content content) throws IOException {
    while (fill()) {
      body(in.remaining(), content);
    }
  }

  /** Whether the other side sends FIN, and nothing before it. */
  boolean ended() throws IOException {
    return !fill();
  }

  // Sending

  /** Sends the first bytes in few random pieces. */
  void send(byte[] bytes, int count, RandomGenerator random) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, count);
    for (int cuts = random.nextInt(8) < 6 ? 0 : 1 + random.nextInt(3); cuts > 0; cuts--) {
      int piece = random.nextInt(rest.remaining() + 1);
      sendAll(rest.duplicate().limit(rest.position() + piece));
      rest.position(rest.position() + piece);
    }
    sendAll(rest);
  }

  /** Sends a text. */
  void send(String text) throws IOException {
    sendAll(ByteBuffer.wrap(bytes(text)));
  }

  private void sendAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  void finish() throws IOException {
    channel.shutdownOutput();
  }

  void reset() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** A head as it was received. */
  record Head(String text) {

    String line() {
      return text.substring(0, text.indexOf('\n'));
    }

    int status() {
      return Integer.parseInt(text.substring(9, 12));
    }

    /** The value of a field; null if there is none. */
    @Nullable String field(String name) {
      int at = 0;
      while ((at = text.indexOf('\n', at) + 1) > 0) {
        if (text.regionMatches(true, at, name, 0, name.length())
            && text.startsWith(":", at + name.length())) {
          return text.substring(at + name.length() + 1, text.indexOf('\n', at)).strip();
        }
      }
      return null;
    }

    boolean closes() {
      return "close".equalsIgnoreCase(field("connection"));
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
