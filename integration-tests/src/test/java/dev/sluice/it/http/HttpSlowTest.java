package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Clients that take their time are cut, and nobody else notices. */
class HttpSlowTest {

  private static final int SILENT = 500;

  /** Bytes that keep coming do not prolong the time for the head. */
  @EachTransport
  void headThatComesByteByByte_is408(Sockets transport) throws Exception {
    try (FakeServer a = Sites.named("A");
        TestProxy proxy =
            TestProxy.start(
                transport,
                Sites.text("", "\"http-request\": \"400ms\",", "", a.address(), a.address()))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send("GET / HTTP/1.1\r\nHost: a.test\r\nX: ");
        Thread dripping = Thread.ofVirtual().start(() -> drip(client));
        Message answer = Message.response(client);
        assertThat(answer.line()).isEqualTo("HTTP/1.1 408 Request Timeout");
        assertThat(answer.fields("connection")).containsExactly("close");
        dripping.interrupt();
        dripping.join();
      }
      Sites.assertQuiet(proxy);
      assertThat(Sites.told(proxy.logged(1).getFirst())).isEqualTo("in/<NOSRV> cR 408");
      assertThat(a.connections()).isZero();
    }
  }

  /** Until nobody takes it any more; far longer than the timeout. */
  private static void drip(FakeClient client) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        client.send("x");
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException cut) {
      // As it should be.
    }
  }

  @EachTransport
  void clientThatDoesNotRead_isCut(Sockets transport) throws Exception {
    byte[] body = new byte[32 << 20];
    try (FakeServer a =
            Sites.start((server, request) -> {
              server.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
              server.send(body);
            });
        FakeServer b = Sites.named("B");
        TestProxy proxy =
            TestProxy.start(
                transport,
                Sites.text("", "\"client\": \"400ms\",", "", a.address(), b.address()))) {
      try (FakeClient slow = FakeClient.connect(proxy.port("in"), 4096);
          FakeClient other = FakeClient.connect(proxy.port("in"))) {
        slow.send(Sites.get("a.test", "/"));
        assertThat(slow.receiveText(8)).isEqualTo("HTTP/1.1");
        other.send(Sites.get("b.test", "/"));
        assertThat(Message.response(other).text()).startsWith("B 0 GET /");
        assertThat(Sites.told(proxy.logged(2).getLast())).isEqualTo("A/s1 cD 200");
        assertThat(slow.receiveAll().ending()).isEqualTo(Ending.RST);
      }
      Sites.assertQuiet(proxy);
    }
  }

  // Its session was over as soon as the answer was handed over: its slot went to another client,
  // and its connection stayed, on channels for ever.
  @EachTransport
  void clientThatDoesNotTakeItsLastAnswer_keepsItsSlot_untilItIsCut(Sockets transport)
      throws Exception {
    // An exchange ends with a part of its answer unsent: on system calls of a small one alone.
    String body = "x".repeat(transport == Sockets.SYSCALLS ? 15_000 : 40_000);
    try (FakeServer a = Sites.start((server, request) -> server.send(Sites.ok(body)));
        FakeServer b = Sites.named("B");
        TestProxy proxy =
            TestProxy.start(
                transport,
                Sites.text(
                    "\"maxconn\": 1,", "\"client\": \"1500ms\",", "", a.address(), b.address()))) {
      boolean cut = false;
      for (int attempt = 0; attempt < 5 && !cut; attempt++) {
        try (FakeClient slow = FakeClient.connect(proxy.port("in"), 4096);
            FakeClient other = FakeClient.connect(proxy.port("in"))) {
          long start = untilHeldUp(proxy, slow, body.length());
          slow.finish();
          other.send(Sites.get("b.test", "/"));
          assertThat(Message.response(other).text()).startsWith("B 0 GET /");
          Duration waited = Duration.ofNanos(System.nanoTime() - start);
          // Else the kernel has found room for the rest, and nobody had to be cut.
          cut = slow.receiveAll().ending() == Ending.RST;
          assertThat(!cut || waited.toMillis() >= 1500).as("waited %s", waited).isTrue();
        }
        Sites.assertQuiet(proxy);
      }
      assertThat(cut).isTrue();
    }
  }

  /**
   * Sends request after request and reads no answer, until one is not wholly taken by the kernel.
   *
   * @return when that one was sent
   */
  private static long untilHeldUp(TestProxy proxy, FakeClient client, int body) throws Exception {
    int before = proxy.logged().size();
    for (int i = 1; i <= 2000; i++) {
      long start = System.nanoTime();
      client.send(Sites.get("a.test", "/"));
      if (proxy.logged(before + i).getLast().session().bytesToClient() < body) {
        return start;
      }
    }
    throw new AssertionError("everything was taken");
  }

  @EachTransport
  void clientsThatSayNothing_areCut_andOthersAreServed(Sockets transport) throws Exception {
    List<FakeClient> silent = new ArrayList<>();
    try (FakeServer a = Sites.named("A");
        TestProxy proxy =
            TestProxy.start(
                transport,
                Sites.text("", "\"http-request\": \"2s\",", "", a.address(), a.address()))) {
      for (int i = 0; i < SILENT; i++) {
        silent.add(FakeClient.connect(proxy.port("in")));
      }
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(Sites.get("a.test", "/"));
        assertThat(Message.response(client).text()).startsWith("A 0 GET /");
      }
      for (FakeClient each : silent) {
        assertThat(each.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
      }
      Sites.assertQuiet(proxy);
      assertThat(proxy.logged(SILENT + 1))
          .extracting(Sites::told)
          .filteredOn("in/<NOSRV> cR 408"::equals)
          .hasSize(SILENT);
    } finally {
      for (FakeClient each : silent) {
        each.close();
      }
    }
  }
}
