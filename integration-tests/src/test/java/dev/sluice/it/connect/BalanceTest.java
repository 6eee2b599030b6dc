package dev.sluice.it.connect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Balancers by what sessions bring along and by those that are open. */
class BalanceTest {

  private static final List<String> NAMES = List.of("A", "B", "C");

  private final Map<String, FakeServer> servers = new LinkedHashMap<>();
  private final List<FakeClient> held = new ArrayList<>();

  @BeforeEach
  void startServers() throws Exception {
    for (String name : NAMES) {
      servers.put(name, FakeServer.token(name));
    }
  }

  @AfterEach
  void close() throws Exception {
    for (FakeClient client : held) {
      client.close();
    }
    for (FakeServer server : servers.values()) {
      server.close();
    }
  }

  private TestProxy proxy(String mode, String match, String balance) throws Exception {
    String text =
        """
        { "global": { "threads": 2 },
          "frontends": { "in": { "bind": "127.0.0.1:0", "mode": "%1$s",
            "routes": [ { "match": { %2$s }, "backend": "app" } ] } },
          "backends": { "app": { "mode": "%1$s", "balance": %3$s, "servers": { %4$s } } } }
        """
            .formatted(
                mode,
                match,
                balance,
                servers.entrySet().stream()
                    .map(each ->
                        "\"%s\": { \"address\": \"%s\" }"
                            .formatted(each.getKey(), each.getValue().address()))
                    .collect(Collectors.joining(", ")));
    return TestProxy.start(text);
  }

  /** The server that a client gets who sends this. */
  private static String server(TestProxy proxy, byte[] bytes) throws Exception {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(bytes);
      client.finish();
      return client.receiveAll().text();
    }
  }

  /** Opens a session and keeps it. */
  private void hold(TestProxy proxy, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      FakeClient client = FakeClient.connect(proxy.port("in"));
      held.add(client);
      assertThat(client.receiveText(1)).isIn(NAMES);
    }
  }

  private List<Integer> connections() {
    return servers.values().stream().map(FakeServer::connections).toList();
  }

  @Test
  void hashOnSni_takesTheSameServerForTheSameName() throws Exception {
    try (TestProxy proxy = proxy("tcp", "\"sni\": \"*.test\"", "{ \"hash\": \"sni\" }")) {
      Map<String, String> first = new LinkedHashMap<>();
      for (int i = 0; i < 60; i++) {
        String name = "n" + i % 30 + ".test";
        String server = server(proxy, SampleHello.bytes(name));
        assertThat(server).isIn(NAMES).isEqualTo(first.computeIfAbsent(name, _ -> server));
      }
      assertThat(connections()).doesNotContain(0);
    }
  }

  @Test
  void hashOnHost_ofAFrontendThatReadsIt_takesTheSameServer() throws Exception {
    try (TestProxy proxy = proxy("tcp", "\"host\": \"*.test\"", "{ \"hash\": \"host\" }")) {
      for (String host : new String[] {"a.test", "A.test:80", "a.test."}) {
        server(proxy, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host).getBytes(US_ASCII));
      }
      assertThat(connections()).containsOnlyOnce(3).contains(0);
    }
  }

  /** No route reads the hello: the session waits for it all the same, and not if it is none. */
  @Test
  void hashOnSni_whereNoRouteAsksForIt_waitsForIt() throws Exception {
    try (TestProxy proxy = proxy("tcp", "", "{ \"hash\": \"sni\" }")) {
      byte[] hello = SampleHello.bytes("a.test");
      for (int cut : new int[] {1, 5, 9, 60}) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.sendCut(hello, cut);
          assertThat(client.receiveAll().text()).isIn(NAMES);
        }
      }
      assertThat(connections()).containsOnlyOnce(4).contains(0);
      for (int i = 0; i < 6; i++) {
        assertThat(server(proxy, "SSH-2.0-x\r\n".getBytes(US_ASCII))).isIn(NAMES);
      }
      assertThat(connections()).doesNotContain(0);
    }
  }

  @Test
  void hashOnPath_whereNoRouteAsksForIt_waitsForTheHead() throws Exception {
    try (TestProxy proxy = proxy("tcp", "", "{ \"hash\": \"path\" }")) {
      for (int cut : new int[] {1, 9, 20}) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.sendCut("GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(US_ASCII), cut);
          assertThat(client.receiveAll().text()).isIn(NAMES);
        }
      }
      assertThat(connections()).containsOnlyOnce(3).contains(0);
    }
  }

  @Test
  void hashWithABound_passesOverAServerThatHasItsShare() throws Exception {
    String balance = "{ \"hash\": { \"on\": \"src\", \"bound\": 1.25 } }";
    try (TestProxy proxy = proxy("tcp", "", balance)) {
      hold(proxy, 12);
      // 1.25 times a third of 12.
      assertThat(connections()).allMatch(count -> count <= 5);
    }
  }

  @Test
  void hashOnSrc_withoutBound_keepsClientsTogether() throws Exception {
    try (TestProxy proxy = proxy("tcp", "", "{ \"hash\": \"src\" }")) {
      hold(proxy, 12);
      assertThat(connections()).containsOnlyOnce(12);
    }
  }

  @Test
  void leastconn_evensOutOpenSessions() throws Exception {
    try (TestProxy proxy = proxy("tcp", "", "\"leastconn\"")) {
      hold(proxy, 6);
      assertThat(connections()).containsExactly(2, 2, 2);
      // Those of A end; the next two go there.
      for (FakeClient client : List.of(held.get(0), held.get(3))) {
        client.finish();
      }
      proxy.logged(2);
      hold(proxy, 2);
      assertThat(connections()).containsExactly(4, 2, 2);
    }
  }

  @Test
  void first_takesTheFirst() throws Exception {
    try (TestProxy proxy = proxy("tcp", "", "\"first\"")) {
      hold(proxy, 3);
      assertThat(connections()).containsExactly(3, 0, 0);
    }
  }
}
