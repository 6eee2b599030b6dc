package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After many sessions, some of them large enough to be spliced, the process holds what it held
 * before them. {@code -Dsluice.soak.sessions=1000000} makes it a million on each engine.
 */
@Timeout(1_800)
class SoakIT {

  private static final int SESSIONS = Integer.getInteger("sluice.soak.sessions", 20_000);
  private static final int CLIENTS = 24;

  /** So many sessions make the heap, the compiled code and the pools what they are under load. */
  private static final int FIRST = 8_000;

  /** Every so many sessions one is large. */
  private static final int LARGE_EVERY = 200;

  private static final int LARGE = 2 * 1024 * 1024;
  private static final int SMALL = 64;
  private static final byte[] HELLO = SampleHello.to("a.test");

  @TempDir private static Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"syscalls", "channels"})
  void manySessions_leaveNothingBehind(String engine) throws Exception {
    Product product = Product.unpack(temp.resolve(engine));
    int port = Ports.free();
    try (ServerSocket server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress())) {
      var _ = Thread.ofPlatform().daemon().start(() -> serve(server));
      product.configure(
          """
          {
            "global": { "engine": "%s" },
            "frontends": { "in": { "bind": "127.0.0.1:%d", "log": [],
              "routes": [ { "match": { "sni": "a.test" }, "backend": "app" } ] } },
            "backends": { "app": { "servers": { "s1": { "address": "127.0.0.1:%d" } } } }
          }
          """
              .formatted(engine, port, server.getLocalPort()));
      try (Started proxy = product.serve()) {
        Resources unused = Resources.of(proxy);
        run(port, FIRST);
        await().until(() -> Resources.of(proxy).descriptors() <= unused.descriptors());
        Resources before = Resources.of(proxy);

        run(port, SESSIONS);

        await().until(() -> Resources.of(proxy).descriptors() <= unused.descriptors());
        Resources after = Resources.of(proxy);
        System.out.printf("%s: before %s, after %d sessions %s%n", engine, before, SESSIONS, after);
        assertThat(after.pipes())
            .as("ends of pipes that wait for the next large session")
            .isLessThanOrEqualTo(unused.pipes() + 2 * 2 * CLIENTS);
        assertThat(after.kilobytes() - before.kilobytes()).as("growth in kB").isLessThan(40_000);
      }
    }
  }

  private static void run(int port, int sessions) throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(
            clients.submit(() -> {
              byte[] buffer = new byte[64 * 1024];
              for (int n = next.getAndIncrement(); n < sessions; n = next.getAndIncrement()) {
                session(port, n % LARGE_EVERY == 0, buffer);
              }
              return null;
            }));
      }
      for (Future<?> client : running) {
        client.get();
      }
    }
  }

  private static void session(int port, boolean large, byte[] buffer) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoTimeout((int) Started.PATIENCE.toMillis());
      client.getOutputStream().write(HELLO);
      client.getOutputStream().write(large ? 1 : 0);
      InputStream answer = client.getInputStream();
      long received = 0;
      for (int n = answer.read(buffer); n >= 0; n = answer.read(buffer)) {
        received += n;
      }
      assertThat(received).isEqualTo(large ? LARGE : SMALL);
    }
  }

  private static void serve(ServerSocket server) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (true) {
        Socket client = server.accept();
        threads.execute(() -> answer(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void answer(Socket client) {
    try (client) {
      byte[] question = client.getInputStream().readNBytes(HELLO.length + 1);
      boolean large = question[HELLO.length] == 1;
      client.getOutputStream().write(new byte[large ? LARGE : SMALL]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
