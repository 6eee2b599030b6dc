package dev.sluice.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server that does with each connection what a {@link Script} says, each on a thread of its own,
 * or hands connections to the test ({@link #byHand()}, {@link #accept()}). What is still open is
 * closed with it.
 */
public final class FakeServer implements AutoCloseable {

  /** What is done with a connection, which is closed afterwards. */
  @FunctionalInterface
  public interface Script {

    /**
     * Talks to who has connected. An {@link IOException} says that the other side went away, and
     * ends the script; what else it throws is kept for {@link #faults()}.
     */
    void serve(FakeSocket client) throws IOException;
  }

  private static final int BACKLOG = 4096;

  private final ServerSocketChannel listening;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<FakeSocket> open = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<FakeSocket> accepted = new LinkedBlockingQueue<>();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();

  private FakeServer(SocketAddress address) throws IOException {
    listening =
        address instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    listening.bind(address, BACKLOG);
  }

  private static SocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Starts on a free port of the loopback interface. */
  public static FakeServer start(Script script) throws IOException {
    return start(anyPort(), script);
  }

  /** Starts on an address, also one of a Unix socket. */
  public static FakeServer start(SocketAddress address, Script script) throws IOException {
    return new FakeServer(address).serving(script);
  }

  /** Does nothing with connections: the test takes them with {@link #accept()}. */
  public static FakeServer byHand() throws IOException {
    return new FakeServer(anyPort()).serving(null);
  }

  /** Sends back what it receives, and FIN for FIN. */
  public static FakeServer echo() throws IOException {
    return start(FakeSocket::echo);
  }

  /** Sends a word as soon as it is connected, then FIN, and reads to the end. */
  public static FakeServer token(String word) throws IOException {
    return start(client -> {
      client.send(word);
      client.finish();
      client.receiveAll();
    });
  }

  /** Reads to the end and keeps that for {@link #received()}; then answers with a word and FIN. */
  public static FakeServer recorder(String word) throws IOException {
    FakeServer server = new FakeServer(anyPort());
    return server.serving(client -> {
      server.received.add(client.receiveAll());
      client.send(word);
    });
  }

  private FakeServer serving(@Nullable Script script) {
    Thread.ofVirtual().name("fake-server").start(() -> acceptAll(script));
    return this;
  }

  private void acceptAll(@Nullable Script script) {
    while (true) {
      FakeSocket client;
      try {
        client = new FakeSocket(listening.accept());
      } catch (IOException closed) {
        return;
      }
      open.add(client);
      connections.incrementAndGet();
      if (script == null) {
        accepted.add(client);
      } else {
        Thread.ofVirtual().name("fake-server").start(() -> serve(script, client));
      }
    }
  }

  private void serve(Script script, FakeSocket client) {
    try (client) {
      script.serve(client);
    } catch (IOException gone) {
      // The other side may go away whenever it likes; tests look at that side.
    } catch (RuntimeException | Error e) {
      faults.add(e);
    } finally {
      open.remove(client);
    }
  }

  /** The next connection of a server {@link #byHand()}; waits for it. */
  public FakeSocket accept() {
    return next(accepted, "connection");
  }

  /** What the next connection of a {@link #recorder} has received; waits until it has ended. */
  public Received received() {
    return next(received, "end of a connection");
  }

  private <T> T next(BlockingQueue<T> queue, String what) {
    try {
      T next = queue.poll(FakeSocket.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new AssertionError("server " + address() + ": waited too long for a " + what);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a " + what, e);
    }
  }

  /** How many connections there were so far. */
  public int connections() {
    return connections.get();
  }

  /** How many connections are still being served, or were not closed by the test. */
  public int open() {
    open.removeIf(client -> !client.open());
    return open.size();
  }

  /** What went wrong in scripts, other than that the other side went away. */
  public List<Throwable> faults() {
    return List.copyOf(faults);
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) boundAddress()).getPort();
  }

  /** Where it listens, as a configuration writes it. */
  public String address() {
    return switch (boundAddress()) {
      case InetSocketAddress inet when inet.getAddress().getAddress().length == 16 ->
          "[" + inet.getAddress().getHostAddress() + "]:" + inet.getPort();
      case InetSocketAddress inet -> inet.getAddress().getHostAddress() + ":" + inet.getPort();
      case UnixDomainSocketAddress unix -> "unix:" + unix.getPath();
      default -> throw new IllegalStateException("an address of no known kind");
    };
  }

  private SocketAddress boundAddress() {
    try {
      return listening.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException("the server is closed", e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (FakeSocket client : open) {
      client.close();
    }
  }
}
