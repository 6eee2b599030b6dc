package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.it.EachTransport;
import dev.sluice.it.extension.TestExtensions;
import dev.sluice.runtime.Reload;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections to servers between requests: how many, for how long, and which are used again. */
class HttpPoolTest {

  /** Where Linux tells what has arrived; NIO has sockets of IPv6 only. */
  private static final List<Path> TCP =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  private static final String CLOSE_WAIT = "08";

  private static String text(String backend, FakeServer server) {
    return """
    { "global": { "threads": 1 },
      "frontends": { "in": { "bind": "127.0.0.1:0", "mode": "http", "default-backend": "A",
        "filters": [ { "behave": { "text": "route-run", "id": "pool" } } ] } },
      "backends": { "A": { "mode": "http", %s "servers": { "s1": { "address": "%s" } } } } }
    """
        .formatted(backend, server.address());
  }

  private interface Act {
    void on(FakeSocket server) throws IOException;
  }

  // The flags of the connection say what its last event has told; the request that was next got
  // what had come since.
  @EachTransport
  void serverThatSpeaksUnasked_isNotUsedForTheNextRequest(Sockets transport) throws Exception {
    assertNotUsedAgain(
        transport, server -> server.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
  }

  @EachTransport
  void serverThatEnds_isNotUsedForTheNextRequest(Sockets transport) throws Exception {
    assertNotUsedAgain(transport, FakeSocket::finish);
  }

  private static void assertNotUsedAgain(Sockets transport, Act act) throws Exception {
    assumeTrue(Files.exists(TCP.getFirst()), "only Linux tells what has arrived");
    assumeTrue(
        transport != Sockets.IO_URING,
        "io_uring, which nobody gets by default, takes it away before anybody asks");
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, text("", servers));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      FakeSocket first = answerOne(client, servers, "/first");
      // While the loop asks a filter nothing can tell it what the server does.
      TestExtensions.RUN.put("pool", () -> actUntilSeen(first, act));
      // No server may get this one twice, so nothing makes up for a bad choice.
      client.send("POST /second HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n");
      FakeSocket second = servers.accept();
      assertThat(second.receiveThrough("\r\n\r\n")).startsWith("POST /second ");
      second.send(Sites.ok("own"));
      assertThat(Message.response(client).text()).isEqualTo("own");
    } finally {
      TestExtensions.RUN.clear();
    }
  }

  private static void actUntilSeen(FakeSocket server, Act act) {
    try {
      act.on(server);
      String end = ":%04X".formatted(((InetSocketAddress) server.remoteAddress()).getPort());
      await("what was sent has arrived")
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> hasInput(end));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasInput(String localPort) throws IOException {
    for (Path table : TCP) {
      if (Files.readAllLines(table).stream().anyMatch(line -> hasInput(line, localPort))) {
        return true;
      }
    }
    return false;
  }

  /** Columns: number, local address, remote address, state, queues of output and input. */
  private static boolean hasInput(String line, String localPort) {
    String[] columns = line.strip().split("\\s+", -1);
    return columns[1].endsWith(localPort)
        && (columns[3].equals(CLOSE_WAIT) || !columns[4].endsWith(":00000000"));
  }

  /** Has a request answered over a connection that is new; the server keeps it. */
  private static FakeSocket answerOne(FakeClient client, FakeServer servers, String path)
      throws Exception {
    client.send(Sites.get("a.test", path));
    FakeSocket server = servers.accept();
    answer(client, server, path);
    return server;
  }

  private static void answer(FakeClient client, FakeSocket server, String path) throws Exception {
    assertThat(server.receiveThrough("\r\n\r\n")).startsWith("GET " + path + " ");
    server.send(Sites.ok(path));
    assertThat(Message.response(client).text()).isEqualTo(path);
  }

  @Test
  void moreThanPoolMaxConn_areClosed_theOldestFirst() throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(text("\"pool-max-conn\": 1,", servers));
        FakeClient one = FakeClient.connect(proxy.port("in"));
        FakeClient two = FakeClient.connect(proxy.port("in"))) {
      one.send(Sites.get("a.test", "/one"));
      FakeSocket first = servers.accept();
      two.send(Sites.get("a.test", "/two"));
      FakeSocket second = servers.accept();
      answer(one, first, "/one");
      answer(two, second, "/two");
      assertThat(first.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
      one.send(Sites.get("a.test", "/three"));
      answer(one, second, "/three");
      assertThat(servers.connections()).isEqualTo(2);
    }
  }

  @Test
  void poolMaxConn_ofNone_closesEachConnectionBehindItsRequest_alsoAfterAReload() throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(text("", servers));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      FakeSocket kept = answerOne(client, servers, "/kept");
      assertThat(proxy.reload(text("\"pool-max-conn\": 0,", servers)))
          .isInstanceOf(Reload.Accepted.class);
      // A client's connection stays under the configuration it began with.
      client.send(Sites.get("a.test", "/old"));
      answer(client, kept, "/old");
      try (FakeClient later = FakeClient.connect(proxy.port("in"))) {
        for (String path : new String[] {"/a", "/b"}) {
          FakeSocket server = answerOne(later, servers, path);
          assertThat(server.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
        }
      }
      assertThat(servers.connections()).isEqualTo(3);
    }
  }

  // Limits of whoever gave a connection back held for those of others to the same address.
  @Test
  void backendsWithTheSameServer_keepTheirOwnConnections_byTheirOwnLimits() throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy =
            TestProxy.start(
                Sites.text(servers, servers)
                    .replace("\"A\": {", "\"A\": { \"pool-max-conn\": 0,"));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(Sites.get("b.test", "/kept"));
      FakeSocket kept = servers.accept();
      answer(client, kept, "/kept");
      FakeSocket other = answerOne(client, servers, "/other");
      assertThat(other.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
      client.send(Sites.get("b.test", "/again"));
      answer(client, kept, "/again");
      assertThat(servers.connections()).isEqualTo(2);
    }
  }

  @Test
  void idleConnection_isClosed_afterPoolPurgeDelay() throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(text("\"pool-purge-delay\": \"400ms\",", servers));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(Sites.get("a.test", "/"));
      FakeSocket server = servers.accept();
      long start = System.nanoTime();
      answer(client, server, "/");
      assertThat(server.receiveAll().ending()).isEqualTo(Ending.FIN);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(400), Duration.ofSeconds(10));
      FakeSocket next = answerOne(client, servers, "/next");
      assertThat(next.open()).isTrue();
    }
  }
}
