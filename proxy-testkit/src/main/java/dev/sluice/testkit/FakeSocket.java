package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One end of a real connection, moved step by step by a test: a {@link FakeClient}, or what a
 * {@link FakeServer} has accepted. Methods block, but none longer than {@link #DEADLINE}; one that
 * would closes the connection and fails with an {@link AssertionError} that says what it waited
 * for. One thread may send while another receives.
 */
public class FakeSocket implements AutoCloseable {

  /** How long a single step may take. */
  public static final Duration DEADLINE = Duration.ofSeconds(15);

  private static final int CHUNK = 64 * 1024;
  private static final ScheduledThreadPoolExecutor WATCHDOG = watchdog();

  private final SocketChannel channel;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);

  /** The kernel tells of RST once: to a sender, if one was under way; receiving then sees FIN. */
  private volatile boolean cutWhileSending;

  FakeSocket(SocketChannel channel) {
    this.channel = channel;
  }

  private static ScheduledThreadPoolExecutor watchdog() {
    ScheduledThreadPoolExecutor watchdog =
        new ScheduledThreadPoolExecutor(
            1, work -> Thread.ofPlatform().daemon().name("fake-socket-deadline").unstarted(work));
    watchdog.setRemoveOnCancelPolicy(true);
    return watchdog;
  }

  /** A step that may block. */
  private interface Step<T> {
    T run() throws IOException;
  }

  private <T> T within(String what, Step<T> step) throws IOException {
    Future<?> alarm =
        WATCHDOG.schedule(this::closeQuietly, DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return step.run();
    } catch (AsynchronousCloseException e) {
      throw new AssertionError(this + ": waited too long to " + what, e);
    } finally {
      alarm.cancel(false);
    }
  }

  // Sending

  /** Sends all of the bytes. */
  public void send(byte[] bytes) throws IOException {
    send(bytes, 0, bytes.length);
  }

  /** Sends a text as ISO 8859-1. */
  public void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  /** Sends a part of the bytes. */
  public void send(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
    within(
        "send " + length + " bytes",
        () -> {
          while (rest.hasRemaining()) {
            write(rest);
          }
          return rest;
        });
  }

  /** Sends the bytes in pieces that begin at these places, each piece in a segment of its own. */
  public void sendCut(byte[] bytes, int... places) throws IOException {
    noDelay();
    int from = 0;
    for (int place : places) {
      send(bytes, from, place - from);
      from = place;
    }
    send(bytes, from, bytes.length - from);
  }

  /** What was sent leaves at once, also in small pieces. */
  public void noDelay() throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
  }

  /**
   * Sends until the other side takes no more for a while.
   *
   * @param bytes sent again and again
   * @param still how long nothing must be taken
   * @param limit to give up at
   * @return how many bytes were taken; at least {@code limit} if the other side took them all
   */
  public long sendUntilHeldUp(byte[] bytes, Duration still, long limit) throws IOException {
    channel.configureBlocking(false);
    try {
      long sent = 0;
      long last = System.nanoTime();
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (sent < limit && System.nanoTime() - last < still.toNanos()) {
        int taken = write(rest);
        if (taken > 0) {
          sent += taken;
          last = System.nanoTime();
        } else {
          LockSupport.parkNanos(1_000_000);
        }
        if (!rest.hasRemaining()) {
          rest.clear();
        }
      }
      return sent;
    } finally {
      channel.configureBlocking(true);
    }
  }

  private int write(ByteBuffer bytes) throws IOException {
    try {
      return channel.write(bytes);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      cutWhileSending = true;
      throw e;
    }
  }

  /** Sends FIN; receiving goes on. */
  public void finish() throws IOException {
    channel.shutdownOutput();
  }

  /** Ends both directions; with RST if something was received that nobody has read. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Cuts the connection with RST. */
  public void reset() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  private void closeQuietly() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Receiving

  /** Receives exactly that many bytes. */
  public byte[] receive(int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    within(
        "receive " + count + " bytes",
        () -> {
          while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
              throw new AssertionError(
                  this + ": FIN after " + bytes.position() + " of " + count + " bytes");
            }
          }
          return bytes;
        });
    return bytes.array();
  }

  /** Receives exactly as many bytes as the text has, as ISO 8859-1. */
  public String receiveText(int count) throws IOException {
    return new String(receive(count), ISO_8859_1);
  }

  /**
   * Receives up to and with a text, and nothing behind it; what was received so far if FIN comes
   * before.
   */
  public String receiveThrough(String end) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    StringBuilder text = new StringBuilder();
    return within(
        "receive a text that ends in " + end.strip(),
        () -> {
          while (text.indexOf(end, text.length() - end.length()) < 0
              && channel.read(one.clear()) >= 0) {
            text.append((char) (one.get(0) & 0xff));
          }
          return text.toString();
        });
  }

  /** Receives until the other side ends, in whichever way. */
  public Received receiveAll() throws IOException {
    return receiveAll(Integer.MAX_VALUE, Duration.ZERO);
  }

  /**
   * As {@link #receiveAll()}, slowly.
   *
   * @param most how many bytes to take at a time
   * @param pause how long to wait before each time
   */
  public Received receiveAll(int most, Duration pause) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      if (!pause.isZero()) {
        LockSupport.parkNanos(pause.toNanos());
      }
      int count;
      try {
        chunk.clear().limit(Math.min(most, CHUNK));
        count = within("receive more than " + bytes.size() + " bytes", () -> channel.read(chunk));
      } catch (AsynchronousCloseException e) {
        throw e;
      } catch (IOException e) {
        // The JDK has no exception of its own for a reset, and several words for it.
        return new Received(bytes.toByteArray(), Received.Ending.RST);
      }
      if (count < 0) {
        return new Received(
            bytes.toByteArray(), cutWhileSending ? Received.Ending.RST : Received.Ending.FIN);
      }
      bytes.write(chunk.array(), 0, count);
    }
  }

  /** Receives what is there, up to so many bytes, and forgets it; -1 if it is FIN. */
  public int skip(int most) throws IOException {
    chunk.clear().limit(Math.min(most, CHUNK));
    return within("receive anything", () -> channel.read(chunk));
  }

  /** Sends back what is received until the other side sends FIN; then sends FIN as well. */
  public void echo() throws IOException {
    chunk.clear();
    while (channel.read(chunk) >= 0) {
      chunk.flip();
      while (chunk.hasRemaining()) {
        channel.write(chunk);
      }
      chunk.clear();
    }
    finish();
  }

  // Figures

  /** The address of this end. */
  public SocketAddress localAddress() throws IOException {
    return channel.getLocalAddress();
  }

  /** The address of the other end. */
  public SocketAddress remoteAddress() throws IOException {
    return channel.getRemoteAddress();
  }

  /** Whether this end is not closed; what the other side does has no influence. */
  public boolean open() {
    return channel.isOpen();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + " " + channel;
  }
}
