package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
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
