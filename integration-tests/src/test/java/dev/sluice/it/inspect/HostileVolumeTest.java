package dev.sluice.it.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.net.channels.ChannelTransport;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What many hostile clients cost: nothing that stays. */
class HostileVolumeTest {

  private static final String ROUTES = "{ \"match\": { \"sni\": \"a.test\" }, \"backend\": \"A\" }";

  private static String text(FakeServer a) {
    return Texts.routed("\"log\": [],", ROUTES, Texts.backend("A", a));
  }

  /** C04: a hello that announces 16 MiB is refused by its header, whatever may follow. */
  @EachTransport
  void giantHellos_areRefusedAtOnce(ChannelTransport transport) throws Exception {
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
  void emptyRecords_areRefused(ChannelTransport transport) throws Exception {
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

  /** C16: names of clients become neither keys nor labels of anything that lives on. */
  @Test
  void randomNames_leaveNothingOnTheHeap() throws Exception {
    try (FakeServer a = FakeServer.recorder("A");
        TestProxy proxy = TestProxy.start(text(a))) {
      refuse(proxy, 3_000);
      long before = usedAfterCollection();
      refuse(proxy, 15_000);
      long after = usedAfterCollection();
      // 15,000 names of 40 characters in any table would be several megabytes.
      assertThat(after - before).isLessThan(1_500_000);
      proxy.awaitNoSessions();
    }
  }

  /** C15: ended and cut in all orders, again and again; every slot and socket comes back. */
  @EachTransport
  void endsInAllOrders_giveEverythingBack(ChannelTransport transport) throws Exception {
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
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(a.open()).isZero());
    }
  }

  private static void refuse(TestProxy proxy, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      String name = "x" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".evil.test";
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(SampleHello.bytes(name));
        assertThat(client.receive(7)[6]).isEqualTo((byte) 112);
        // RST, so that no port waits out its time.
        client.reset();
      }
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
