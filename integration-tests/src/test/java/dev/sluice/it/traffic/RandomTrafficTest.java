package dev.sluice.it.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.api.session.SessionRecord;
import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.TestProxy;
import dev.sluice.testkit.leak.Leaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;

/**
 * Requests of random framing, size and number at a time, with clients and servers that end early:
 * each answer belongs to its request, and nothing is left afterwards.
 *
 * <p>{@code -Dsluice.traffic.requests=1000000} has it run longer, {@code -Dsluice.traffic.seed}
 * repeats what each request is like.
 */
class RandomTrafficTest {

  /** Each loop keeps so many pipes at most, of two descriptors each. */
  private static final int PIPES = 2 * 2 * 32;

  private static final long REQUESTS = Long.getLong("sluice.traffic.requests", 12_000);
  private static final long SEED = Long.getLong("sluice.traffic.seed", System.nanoTime());
  private static final int CLIENTS = 48;

  private static String text(PlannedServer server) throws IOException {
    return """
    { "logs": { "memory": { "memory": {} } },
      "global": { "threads": 2 },
      "defaults": { "mode": "http" },
      "frontends": {
        "in": { "bind": "127.0.0.1:0", "log": [], "default-backend": "A" },
        "last": { "bind": "127.0.0.1:0", "default-backend": "A" } },
      "backends": {
        "A": { "pool-purge-delay": "1s", "servers": { "s1": { "address": "%s" } } } } }
    """
        .formatted(server.address());
  }

  @EachTransport
  @Timeout(value = 3, unit = TimeUnit.HOURS) // who is stuck is noticed earlier
  void everyAnswer_belongsToItsRequest_andNothingIsLeft(Sockets transport) throws Exception {
    assumeTrue(
        transport != Sockets.IO_URING,
        "on io_uring, which nobody gets by default, a server's RST behind a part of its answer may"
            + " be told only by a timeout");
    boolean usual = transport == Sockets.SYSCALLS || transport == Sockets.EPOLL;
    // What is made once for a process is there before anything is counted.
    run(transport, 100);
    long before = descriptors();
    run(transport, usual ? REQUESTS : REQUESTS / 4);
    await("descriptors are closed")
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before + 2));
    assertThat(Leaks.collect()).isEmpty();
  }

  private static void run(Sockets transport, long requests) throws Exception {
    Faults faults = new Faults();
    Traffic traffic = new Traffic(SEED, requests, faults);
    try (PlannedServer server = new PlannedServer(SEED, faults);
        TestProxy proxy = TestProxy.start(transport, text(server))) {
      long before = descriptors();
      long start = System.nanoTime();
      traffic.run(proxy.port("in"), CLIENTS);
      long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      System.out.println(transport + ", " + seconds + " s, " + traffic);
      proxy.awaitNoSessions();
      await("the pools let go")
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() -> assertThat(server.open()).isZero());
      assertThat(descriptors()).isLessThanOrEqualTo(before + PIPES);
      assertNothingCounted(proxy);
      // What an idle connection's end costs: a few of those that must not be sent again.
      assertThat(traffic.unlucky()).isLessThanOrEqualTo(5 + requests / 500);
      faults.check();
    }
  }

  private static void assertNothingCounted(TestProxy proxy) throws IOException {
    try (FakeClient client = FakeClient.connect(proxy.port("last"))) {
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\nX-Id: 0\r\nConnection: close\r\n\r\n");
      client.receiveAll();
    }
    SessionRecord last = proxy.logged(1).getFirst().session();
    assertThat(last.backendSessions()).isZero();
    assertThat(last.serverSessions()).isZero();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
