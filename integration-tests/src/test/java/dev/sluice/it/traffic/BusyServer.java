package dev.sluice.it.traffic;

import dev.sluice.testkit.FakeSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A server that takes its time for each request, counts how many it has at once, and can go away
 * and come back at the same port. A request is no more under way once its answer begins to leave,
 * or its connection is about to be cut.
 */
final class BusyServer implements AutoCloseable {

  private static final long LONGEST_NANOS = 2_000_000;

  private final AtomicInteger under = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final Map<Wire, Request> open = new ConcurrentHashMap<>();
  private final InetSocketAddress address;
  private ServerSocketChannel listening;

  /** What is known of the request of a connection. */
  private final class Request {
    private boolean under;
    private boolean over;

    /** False if the connection is about to be cut. */
    synchronized boolean begin() {
      if (over) {
        return false;
      }
      under = true;
      most.accumulateAndGet(BusyServer.this.under.incrementAndGet(), Math::max);
      return true;
    }

    synchronized void end() {
      if (under) {
        under = false;
        BusyServer.this.under.decrementAndGet();
      }
    }

    synchronized void cut() {
      over = true;
      end();
    }
  }

  BusyServer() throws IOException {
    this.listening =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    this.address = (InetSocketAddress) listening.getLocalAddress();
    serve(listening);
  }

  String text() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** How many requests it had at once, at most. */
  int most() {
    return most.get();
  }

  /** How many it has now. */
  int under() {
    return under.get();
  }

  /** Goes away: nobody can connect, and every connection is cut. */
  void stop() throws IOException {
    listening.close();
    for (Map.Entry<Wire, Request> each : open.entrySet()) {
      each.getValue().cut();
      each.getKey().close();
    }
  }

  /** Comes back. */
  void start() throws IOException {
    listening = bind();
    serve(listening);
  }

  /** The port may be another connection's own for a while. */
  private ServerSocketChannel bind() throws IOException {
    long deadline = System.nanoTime() + FakeSocket.DEADLINE.toNanos();
    while (true) {
      ServerSocketChannel again = ServerSocketChannel.open();
      try {
        return again.bind(address, 1024);
      } catch (BindException e) {
        again.close();
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(LONGEST_NANOS);
      }
    }
  }

  private void serve(ServerSocketChannel from) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              SocketChannel client = from.accept();
              Thread.ofVirtual().start(() -> serve(client, from));
            }
          } catch (IOException closed) {
            // It went away.
          }
        });
  }

  private void serve(SocketChannel client, ServerSocketChannel from) {
    Request request = new Request();
    try (Wire wire = new Wire(client)) {
      open.put(wire, request);
      try {
        // One that came while the server went away was not among those that were cut.
        while (from.isOpen()) {
          Wire.Head head = wire.head();
          if (head == null || !request.begin()) {
            return;
          }
          LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_NANOS));
          request.end();
          String id = Objects.requireNonNull(head.field("x-id"));
          String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + id.length() + "\r\n\r\n" + id;
          wire.send(answer);
        }
      } finally {
        request.cut();
        open.remove(wire);
      }
    } catch (IOException gone) {
      // The proxy may go away whenever it likes.
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
