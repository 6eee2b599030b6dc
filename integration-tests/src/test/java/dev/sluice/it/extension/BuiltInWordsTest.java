package dev.sluice.it.extension;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The words of the built-in plugins, each where it decides between two servers. */
class BuiltInWordsTest {

  private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(US_ASCII);

  private FakeServer a;
  private FakeServer b;

  @BeforeEach
  void startServers() throws Exception {
    a = FakeServer.token("A");
    b = FakeServer.token("B");
  }

  @AfterEach
  void stopServers() throws Exception {
    a.close();
    b.close();
  }

  private TestProxy proxy(String frontend, String routes) throws Exception {
    return TestProxy.start(
        Texts.routed(frontend, routes, Texts.backend("A", a), Texts.backend("B", b)));
  }

  /** What a client gets that sends some bytes: the token of a server, or nothing. */
  private static String answer(TestProxy proxy, byte[] bytes) throws Exception {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(bytes);
      client.finish();
      return client.receiveAll().text();
    }
  }

  @Test
  void src_andNot_decideByAddressAlone() throws Exception {
    String routes =
        """
        { "match": { "src": ["10.0.0.0/8", "::1"] }, "backend": "A" },
        { "match": { "not": { "src": "10.0.0.0/8" } }, "backend": "B" }
        """;
    try (TestProxy proxy = proxy("", routes)) {
      assertThat(answer(proxy, new byte[] {1})).isEqualTo("B");
    }
  }

  // The first matcher to ask for the hello was told there was none: the inspector looked for the
  // parser before it had made it.
  @Test
  void alpn_decidesAmongClientsOfOneName() throws Exception {
    String routes =
        """
        { "match": { "sni": "*.test", "alpn": ["h2", "spdy"] }, "backend": "A" },
        { "match": { "sni": "*.test" }, "backend": "B" }
        """;
    try (TestProxy proxy = proxy("", routes)) {
      assertThat(answer(proxy, SampleHello.bytes("x.test", "http/1.1", "h2"))).isEqualTo("A");
      assertThat(answer(proxy, SampleHello.bytes("x.test", "http/1.1"))).isEqualTo("B");
      assertThat(answer(proxy, SampleHello.bytes("x.test"))).isEqualTo("B");
    }
  }

  @Test
  void tlsFalse_takesWhatIsNotTls_besideNames() throws Exception {
    String routes =
        """
        { "match": { "sni": "a.test" }, "backend": "A" },
        { "match": { "tls": false }, "backend": "B" }
        """;
    try (TestProxy proxy = proxy("", routes)) {
      assertThat(answer(proxy, SampleHello.bytes("a.test"))).isEqualTo("A");
      assertThat(answer(proxy, REQUEST)).isEqualTo("B");
      assertThat(answer(proxy, "SSH-2.0-x\r\n".getBytes(US_ASCII))).isEqualTo("B");
      assertThat(answer(proxy, new byte[] {22, 3, 1, 0, 4, 2, 0, 0, 0})).doesNotContain("B");
    }
  }

  @Test
  void allowAndDeny_refuseBeforeAnythingIsRead() throws Exception {
    String all = "{ \"match\": {}, \"backend\": \"A\" }";
    try (TestProxy proxy = proxy("\"filters\": [ { \"deny\": \"127.0.0.0/8\" } ],", all)) {
      assertThat(answer(proxy, REQUEST)).isEmpty();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("in/<NOSRV> PR");
    }
    try (TestProxy proxy = proxy("\"filters\": [ { \"allow\": \"10.0.0.0/8\" } ],", all)) {
      assertThat(answer(proxy, REQUEST)).isEmpty();
    }
    String both = "\"filters\": [ { \"allow\": \"127.0.0.1\" }, { \"deny\": \"10.0.0.0/8\" } ],";
    try (TestProxy proxy = proxy(both, all)) {
      assertThat(answer(proxy, REQUEST)).isEqualTo("A");
    }
    assertThat(a.connections()).isEqualTo(1);
  }

  @Test
  void editedList_isInEffectWithoutAReload() throws Exception {
    String routes =
        """
        { "match": { "src": { "file": "office.txt" } }, "backend": "A" },
        { "match": {}, "backend": "B" }
        """;
    String text = Texts.routed("", routes, Texts.backend("A", a), Texts.backend("B", b));
    Path home = TestProxy.newHome();
    Path list = Files.createDirectories(home).resolve("office.txt");
    Files.writeString(list, "10.0.0.0/8 # far away\n");
    try (TestProxy proxy = TestProxy.start(Sockets.best(), home, text)) {
      assertThat(answer(proxy, REQUEST)).isEqualTo("B");

      Files.writeString(list, "10.0.0.0/8\n127.0.0.1\n");
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(answer(proxy, REQUEST)).isEqualTo("A"));

      // A line that is no address changes nothing.
      long generation = proxy.proxy().generation();
      Files.writeString(list, "nonsense\n");
      assertThat(proxy.reload().toString()).contains("office.txt:1").contains("nonsense");
      assertThat(proxy.proxy().generation()).isEqualTo(generation);
      assertThat(answer(proxy, REQUEST)).isEqualTo("A");
    }
  }

  @Test
  void map_leadsEachNameToItsBackend_andTheMostSpecificLineWins() throws Exception {
    String routes = "{ \"backend\": { \"map\": { \"by\": \"sni\", \"file\": \"hosts.map\" } } }";
    String text = Texts.routed("", routes, Texts.backend("A", a), Texts.backend("B", b));
    Path home = TestProxy.newHome();
    Path map = Files.createDirectories(home).resolve("hosts.map");
    Files.writeString(map, "**.test A\nx.a.test B\n*.b.test B\n");
    try (TestProxy proxy = TestProxy.start(Sockets.best(), home, text)) {
      assertThat(answer(proxy, SampleHello.bytes("q.test"))).isEqualTo("A");
      assertThat(answer(proxy, SampleHello.bytes("x.a.test"))).isEqualTo("B");
      assertThat(answer(proxy, SampleHello.bytes("y.a.test"))).isEqualTo("A");
      assertThat(answer(proxy, SampleHello.bytes("y.b.test"))).isEqualTo("B");
      assertThat(answer(proxy, SampleHello.bytes("test.example"))).doesNotContain("A", "B");
    }
  }
}
