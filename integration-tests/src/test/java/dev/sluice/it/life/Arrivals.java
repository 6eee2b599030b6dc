package dev.sluice.it.life;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.SampleHello;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come at a fixed rate, whatever becomes of those before them: an arrival that is due
 * is never left out, only late. Each sends a ClientHello and FIN, and must get the token of a
 * server that its name may lead to, then FIN. One thread does all of it, so that it costs the
 * machine little of what the proxy needs.
 */
final class Arrivals implements AutoCloseable {

  /** So many connections at a time; above that the machine is too slow, and arrivals wait. */
  private static final int MOST_OPEN = 1000;

  /** Where a name may lead to. Compared by identity: each change makes a new one. */
  static final class Truth {

    private final Set<String> tokens;

    Truth(String... tokens) {
      this.tokens = Set.copyOf(List.of(tokens));
    }
  }

  private final InetSocketAddress address;
  private final int perSecond;
  private final List<String> names;
  private final Supplier<List<Truth>> truth;
  private final Set<String> anyToken;
  private final Selector selector = Selector.open();
  private final Deque<Arrival> open = new ArrayDeque<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "arrivals");
  private volatile boolean stopping;
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong served = new AtomicLong();

  /**
   * Starts.
   *
   * @param names what clients ask for, in turn
   * @param truth for each name, what it leads to at this moment
   * @param anyToken what may be answered when the truth changes while a client is being served
   */
  Arrivals(
      int port,
      int perSecond,
      List<String> names,
      Supplier<List<Truth>> truth,
      Set<String> anyToken)
      throws IOException {
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.perSecond = perSecond;
    this.names = names;
    this.truth = truth;
    this.anyToken = anyToken;
    thread.start();
  }

  /** How many have come so far. */
  long started() {
    return started.get();
  }

  /** How many were served so far as they should be. */
  long served() {
    return served.get();
  }

  /** What went wrong so far. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  private void run() {
    byte[][] hellos = names.stream().map(name -> SampleHello.bytes(name)).toArray(byte[][]::new);
    long start = System.nanoTime();
    while (!stopping || !open.isEmpty()) {
      try {
        long now = System.nanoTime();
        long due = (now - start) * perSecond / 1_000_000_000L;
        while (!stopping && started.get() < due && open.size() < MOST_OPEN) {
          int which = (int) (started.getAndIncrement() % names.size());
          new Arrival(which, truth.get().get(which)).begin(hellos[which]);
        }
        selector.select(key -> ((Arrival) key.attachment()).go(), 1);
        expire(System.nanoTime() - FakeSocket.DEADLINE.toNanos());
      } catch (IOException | RuntimeException e) {
        failures.add("the clients themselves: " + e);
        return;
      }
    }
  }

  private void expire(long before) {
    Arrival oldest = open.peek();
    while (oldest != null && (oldest.done || oldest.began - before < 0)) {
      oldest.end("no end within " + FakeSocket.DEADLINE);
      open.remove();
      oldest = open.peek();
    }
    open.removeIf(arrival -> arrival.done);
  }

  /** No more come; waits for those who are still there. */
  void finish() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while clients were being served", e);
    }
  }

  @Override
  public void close() throws IOException {
    finish();
    selector.close();
  }

  private final class Arrival {

    private final int which;
    private final Truth atFirst;
    private final long began = System.nanoTime();
    private final ByteBuffer answer = ByteBuffer.allocate(64);
    private @Nullable SocketChannel channel;
    private byte[] hello = {};
    private boolean done;

    Arrival(int which, Truth atFirst) {
      this.which = which;
      this.atFirst = atFirst;
    }

    void begin(byte[] bytes) {
      hello = bytes;
      open.add(this);
      try {
        SocketChannel connecting = SocketChannel.open();
        channel = connecting;
        connecting.configureBlocking(false);
        if (connecting.connect(address)) {
          connecting.register(selector, SelectionKey.OP_READ, this);
          send(connecting);
        } else {
          connecting.register(selector, SelectionKey.OP_CONNECT, this);
        }
      } catch (IOException e) {
        end("connect: " + e);
      }
    }

    /** The hello fits into any socket's buffer, so that one write is enough. */
    private void send(SocketChannel connected) throws IOException {
      if (connected.write(ByteBuffer.wrap(hello)) != hello.length) {
        throw new IOException("the hello was not taken whole");
      }
      connected.shutdownOutput();
    }

    void go() {
      SocketChannel current = channel;
      if (done || current == null) {
        return;
      }
      try {
        if (current.isConnectionPending()) {
          current.finishConnect();
          current.register(selector, SelectionKey.OP_READ, this);
          send(current);
        }
        int count = current.read(answer);
        while (count > 0) {
          count = current.read(answer);
        }
        if (count < 0) {
          judge(new String(answer.array(), 0, answer.position(), ISO_8859_1));
        }
      } catch (IOException e) {
        end(e.toString());
      }
    }

    private void judge(String token) {
      boolean unchanged = truth.get().get(which) == atFirst;
      Set<String> allowed = unchanged ? atFirst.tokens : anyToken;
      if (allowed.contains(token)) {
        served.incrementAndGet();
        end(null);
      } else {
        end("'" + token + "' instead of one of " + allowed);
      }
    }

    private void end(@Nullable String failure) {
      if (done) {
        return;
      }
      done = true;
      if (failure != null) {
        failures.add(names.get(which) + ": " + failure);
      }
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        failures.add(names.get(which) + ": close: " + e);
      }
    }
  }
}
