package dev.sluice.benchmarks;

import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Dial;
import dev.sluice.runtime.net.DialHandler;
import dev.sluice.runtime.net.Engine;
import dev.sluice.runtime.net.Listening;
import dev.sluice.runtime.net.channels.ChannelEngine;
import dev.sluice.runtime.net.channels.ChannelTransport;
import dev.sluice.runtime.net.syscalls.SyscallEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What reading a head, answering it, and passing on a body cost on a connection, without anything
 * that is parsed: the floor of an HTTP mode. One loop, real sockets on loopback. An operation is
 * one request of every client; their cost is in the rate, but not in {@code loopMicros}, the CPU
 * time of the loop's thread for each request.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Benchmark)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 1, time = 6) // JMH adds up what iterations count
public class ConnectionEchoBenchmark {

  private static final int HEAD = 300;
  private static final int ANSWER = 200;
  private static final int BODY = 64 * 1024;
  private static final SocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** Which engine. */
  public enum Driver {
    /** Netty's channels on epoll. */
    CHANNELS,
    /** System calls of our own. */
    SYSCALLS;

    Engine start() {
      return this == CHANNELS
          ? ChannelEngine.start(1, ChannelTransport.EPOLL)
          : SyscallEngine.on(ChannelEngine.start(1, ChannelTransport.EPOLL));
    }
  }

  /** What the loop's thread spends. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Loop {
    private long requests;
    private long nanos;

    /** Takes the time. */
    @Setup(Level.Iteration)
    public void begin(ConnectionEchoBenchmark bench) {
      requests = 0;
      nanos = -bench.loopNanos();
    }

    /** Takes the time again. */
    @TearDown(Level.Iteration)
    public void end(ConnectionEchoBenchmark bench) {
      nanos += bench.loopNanos();
    }

    /** Microseconds for each request. */
    public double loopMicros() {
      return requests == 0 ? 0 : nanos / 1e3 / requests;
    }
  }

  /** Which engine. */
  @Param public Driver driver = Driver.SYSCALLS;

  /** How many clients ask at the same time. */
  @Param({"1", "32"})
  public int clients = 1;

  private final ByteBuffer head = ByteBuffer.allocateDirect(HEAD);
  private final ByteBuffer headAndBody = ByteBuffer.allocateDirect(HEAD + BODY);
  private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER);
  private final List<SocketChannel> echoes = new ArrayList<>();
  private final List<SocketChannel> forwards = new ArrayList<>();
  private @Nullable Engine engine;
  private @Nullable ServerSocketChannel sink;
  private long loopThread;

  private long loopNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class)
        .getThreadCpuTime(loopThread);
  }

  /** Starts an engine, a server that reads everything, and the clients. */
  @Setup
  public void start() throws IOException {
    Engine started = driver.start();
    engine = started;
    CompletableFuture<Long> thread = new CompletableFuture<>();
    started.loops().getFirst().execute(() -> thread.complete(Thread.currentThread().threadId()));
    loopThread = thread.join();
    ServerSocketChannel server = ServerSocketChannel.open().bind(ANY);
    sink = server;
    SocketAddress target = server.getLocalAddress();
    SocketAddress echo = listen(started, false, target);
    SocketAddress forward = listen(started, true, target);
    for (int i = 0; i < clients; i++) {
      echoes.add(connect(echo));
      forwards.add(connect(forward));
      SocketChannel end = server.accept();
      Thread.ofPlatform().daemon().start(() -> swallow(end));
    }
  }

  private static SocketAddress listen(Engine engine, boolean forwards, SocketAddress target) {
    Listening listening =
        engine
            .listen(
                ANY,
                client -> {
                  if (forwards) {
                    Forwarding.start(client, target);
                  } else {
                    client.handler(new Answering());
                  }
                })
            .await();
    listening.resume();
    return listening.address();
  }

  private static SocketChannel connect(SocketAddress to) throws IOException {
    SocketChannel client = SocketChannel.open(to);
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return client;
  }

  private static void swallow(SocketChannel end) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(2 * BODY);
    try (end) {
      while (end.read(buffer.clear()) >= 0) {
        // All of it.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends all that was started. */
  @TearDown
  public void stop() throws IOException {
    for (SocketChannel client : echoes) {
      client.close();
    }
    for (SocketChannel client : forwards) {
      client.close();
    }
    if (engine != null) {
      engine.close().await();
    }
    if (sink != null) {
      sink.close();
    }
  }

  /** A head of 300 bytes is read and 200 bytes are answered, once for each client. */
  @Benchmark
  public void headAndAnswer(Loop loop) throws IOException {
    ask(echoes, head, loop);
  }

  /** The same, and 64 KiB that follow are forwarded to a server before the answer. */
  @Benchmark
  public void bodyForwarded(Loop loop) throws IOException {
    ask(forwards, headAndBody, loop);
  }

  private void ask(List<SocketChannel> all, ByteBuffer request, Loop loop) throws IOException {
    for (SocketChannel client : all) {
      request.clear();
      while (request.hasRemaining()) {
        client.write(request);
      }
    }
    for (SocketChannel client : all) {
      answer.clear();
      while (answer.hasRemaining()) {
        if (client.read(answer) < 0) {
          throw new IOException("the engine closed a connection");
        }
      }
    }
    loop.requests += all.size();
  }

  /** Reads heads and answers. */
  private static class Answering implements ConnectionHandler {

    private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER);

    @Override
    public void received(Connection client) {
      while (client.available() >= HEAD) {
        client.consume(HEAD);
        answer(client);
      }
    }

    void answer(Connection client) {
      client.write(answer.clear());
    }

    @Override
    public void ended(Connection client) {
      client.close();
    }

    @Override
    public void closed(Connection client, @Nullable IOException cause) {}
  }

  /** Reads a head, forwards a body, answers. */
  private static final class Forwarding extends Answering {

    private final Connection server;
    private boolean busy;

    private Forwarding(Connection server) {
      this.server = server;
    }

    static void start(Connection client, SocketAddress target) {
      client.pause();
      client.handler(new Answering());
      Dial _ = client.loop().dial(target, new ToServer(client));
    }

    @Override
    public void received(Connection client) {
      if (!busy && client.available() >= HEAD) {
        busy = true;
        client.consume(HEAD);
        client.forward(server, BODY);
      }
    }

    @Override
    public void forwarded(Connection client) {
      busy = false;
      answer(client);
      received(client);
    }

    @Override
    public void closed(Connection client, @Nullable IOException cause) {
      server.close();
    }
  }

  private record ToServer(Connection client) implements DialHandler {

    @Override
    public ByteBuffer opening() {
      return ByteBuffer.allocate(0);
    }

    @Override
    public void connected(Connection server, int opened) {
      server.handler(new Answering());
      client.handler(new Forwarding(server));
      client.resume();
    }

    @Override
    public void failed(IOException cause) {
      client.reset();
    }
  }
}
