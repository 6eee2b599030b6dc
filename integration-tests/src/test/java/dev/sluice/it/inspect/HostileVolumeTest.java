package dev.sluice.it.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.Background;
import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What many hostile clients cost: nothing that stays. */
class HostileVolumeTest {

  private static final String ROUTES = "{ \"match\": { \"sni\": \"a.test\" }, \"backend\": \"A\" }";

  private static String text(FakeServer a) {
    return Texts.routed("\"log\": [],", ROUTES, Texts.backend("A", a));
  }

  /** C04: a hello that announces 16 MiB is refused by its header, whatever may follow. */
  @EachTransport
  void giantHellos_areRefusedAtOnce(Sockets transport) throws Exception {
    byte[] giant = HexFormat.of().parseHex("160301004001ffffff");
    try (FakeServer a = FakeServer.recorder("A");
        TestProxy proxy = TestProxy.start(transport, text(a))) {
      for (int round = 0; round < 10; round++) {
        List<FakeClient> clients = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          FakeClient client = FakeClient.connect(proxy.port("in"));
          client.send(giant);
          clients.add(client);
        }
        for (FakeClient client : clients) {
          assertThat(client.receiveAll().bytes()).startsWith(21, 3, 3, 0, 2, 2);
          client.close();
        }
      }
      proxy.awaitNoSessions();
      assertThat(a.connections()).isZero();
    }
  }

  /** C03: empty records are forbidden (RFC 8446 section 5.1), the first as the thousandth. */
  @EachTransport
  void emptyRecords_areRefused(Sockets transport) throws Exception {
    byte[] empty = HexFormat.of().parseHex("1603010000".repeat(1000));
    try (FakeServer a = FakeServer.recorder("A");
        TestProxy proxy = TestProxy.start(transport, text(a));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(empty);
      assertThat(client.receiveAll().bytes()).startsWith(21, 3, 3, 0, 2, 2);
      client.reset();
      proxy.awaitNoSessions();
      assertThat(a.connections()).isZero();
    }
  }

  /**
   * C16: names of clients become neither keys nor labels of anything that lives on. As many as come
   * in some seconds; a million go through parser and routes alone, see RandomNamesTest.
   */
  @Test
  void randomNames_leaveNothingOnTheHeap() throws Exception {
    try (FakeServer a = FakeServer.recorder("A");
        TestProxy proxy = TestProxy.start(text(a))) {
      refuse(proxy, Duration.ofSeconds(4));
      long before = usedAfterCollection();
      int names = refuse(proxy, Duration.ofSeconds(16));
      long after = usedAfterCollection();
      assertThat(names).isGreaterThan(10_000);
      // A name of 26 characters in any table is more than 100 bytes.
      assertThat(after - before).as("growth after %d names", names).isLessThan(50L * names);
      proxy.awaitNoSessions();
      assertThat(a.connections()).isZero();
    }
  }

  /** C15: ended and cut in all orders, again and again; every slot and socket comes back. */
  @EachTransport
  void endsInAllOrders_giveEverythingBack(Sockets transport) throws Exception {
    byte[] hello = SampleHello.bytes("a.test");
    try (FakeServer a = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, text(a))) {
      for (int i = 0; i < 1_000; i++) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(hello);
          switch (i % 4) {
            case 0 -> {
              client.finish();
              assertThat(client.receiveAll().bytes()).isEqualTo(hello);
            }
            case 1 -> client.reset();
            case 2 -> {
              client.finish();
              client.reset();
            }
            default -> assertThat(client.receive(hello.length)).isEqualTo(hello);
          }
        }
      }
      proxy.awaitNoSessions();
      await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(a.open()).isZero());
    }
  }

  /**
   * C15: FIN, and a second later RST, while the server has not ended; 5,000 times, a thousand at a
   * time. Everything comes back, and nothing spins.
   */
  @EachTransport
  void finThenReset_givesEveryDescriptorBack(Sockets transport) throws Exception {
    byte[] hello = SampleHello.bytes("a.test");
    AtomicInteger ended = new AtomicInteger();
    AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(1));
    FakeServer.Script waiting =
        client -> {
          CountDownLatch open = gate.get();
          client.receive(hello.length);
          client.receiveAll();
          ended.incrementAndGet();
          awaitOpen(open);
        };
    // A RST behind a FIN is noticed when something is sent, so it is the timeout that ends these.
    try (FakeServer a = FakeServer.start(waiting);
        TestProxy proxy =
            TestProxy.start(
                transport,
                text(a)
                    .replace(
                        "\"servers\"", "\"timeouts\": { \"server-fin\": \"2s\" }, \"servers\""))) {
      long before = descriptors();
      // The other transports share all of this but what tells them of an end.
      int waves = transport == Sockets.best() ? 5 : 1;
      for (int wave = 1; wave <= waves; wave++) {
        List<FakeClient> clients = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
          FakeClient client = FakeClient.connect(proxy.port("in"));
          client.send(hello);
          client.finish();
          clients.add(client);
        }
        long start = System.nanoTime();
        int expected = wave * 1_000;
        await().atMost(Duration.ofSeconds(15)).until(() -> ended.get() == expected);
        LockSupport.parkNanos(start + 1_000_000_000L - System.nanoTime());
        for (FakeClient client : clients) {
          client.reset();
        }
        proxy.awaitNoSessions();
        gate.getAndSet(new CountDownLatch(1)).countDown();
      }
      await().atMost(Duration.ofSeconds(15)).until(() -> a.open() == 0);
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before + 2));
      assertThat(a.faults()).isEmpty();
      assertIdle();
    }
  }

  private static void awaitOpen(CountDownLatch open) {
    try {
      if (!open.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the wave has not ended");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  /** The event loops have nothing left to do. */
  private static void assertIdle() {
    long cpu = loopNanos();
    LockSupport.parkNanos(500_000_000);
    assertThat(Duration.ofNanos(loopNanos() - cpu)).isLessThan(Duration.ofMillis(50));
  }

  private static long loopNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().contains("eventloop"))
        .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
        .sum();
  }

  private static int refuse(TestProxy proxy, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    AtomicInteger names = new AtomicInteger();
    List<Background> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(
          Background.start(() -> {
            while (System.nanoTime() - end < 0) {
              refuseOne(proxy);
              names.incrementAndGet();
            }
          }));
    }
    clients.forEach(Background::join);
    return names.get();
  }

  private static void refuseOne(TestProxy proxy) throws IOException {
    String name = "%016x.evil.test".formatted(ThreadLocalRandom.current().nextLong());
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(SampleHello.bytes(name));
      assertThat(client.receive(7)[6]).isEqualTo((byte) 112);
      // RST, so that no port waits out its time.
      client.reset();
    }
  }

  private static long usedAfterCollection() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
