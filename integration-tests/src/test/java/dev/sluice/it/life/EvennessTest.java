package dev.sluice.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.it.extension.TestExtensions;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With several event loops each has its share of the clients. */
class EvennessTest {

  private static final int LOOPS = 4;
  private static final int CLIENTS = 64;

  /**
   * Symptom: of 32 clients that came one after the other and stayed, one of four loops had all.
   * Cause: for a new connection the kernel wakes the loop that went to sleep last, again and again.
   */
  @ParameterizedTest
  @EnumSource(
      value = Sockets.class,
      names = {"SYSCALLS", "EPOLL", "NIO"})
  void clientsThatStay_areSpreadOverAllLoops(Sockets transport) throws Exception {
    assumeTrue(transport.available(), () -> transport + " does not work here");
    Map<Thread, Integer> clientsOfLoops = new ConcurrentHashMap<>();
    TestExtensions.RUN.put(
        "evenness", () -> clientsOfLoops.merge(Thread.currentThread(), 1, Integer::sum));
    List<FakeClient> clients = new ArrayList<>();
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, text(server))) {
      for (int i = 0; i < CLIENTS; i++) {
        FakeClient client = FakeClient.connect(proxy.port("in"));
        clients.add(client);
        client.send("hello");
        assertThat(client.receiveText(5)).isEqualTo("hello");
      }

      assertThat(clientsOfLoops).hasSize(LOOPS);
      assertThat(clientsOfLoops.values()).allMatch(count -> count >= CLIENTS / LOOPS - 6);
    } finally {
      TestExtensions.RUN.remove("evenness");
      for (FakeClient client : clients) {
        client.close();
      }
    }
  }

  private static String text(FakeServer server) {
    return """
    { "global": { "threads": %d },
      "frontends": { "in": { "bind": "127.0.0.1:0", "default-backend": "app",
        "filters": [ { "behave": { "text": "run", "id": "evenness" } } ] } },
      "backends": { "app": { "servers": { "s1": { "address": "%s" } } } } }
    """
        .formatted(LOOPS, server.address());
  }
}
