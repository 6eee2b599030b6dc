package dev.sluice.it.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Hellos as hostile and as strange as they come: the right server gets them whole, or nobody. */
class HelloRoutingTest {

  private static final byte[] HELLO = SampleHello.bytes("a.test");
  private static final String DECODE_ERROR = "15030300020232";
  private static final String RECORD_OVERFLOW = "15030300020216";
  private static final String UNRECOGNIZED_NAME = "15030300020270";
  private static final String NOTHING = "";

  /** The longest handshake message that is read. */
  private static final int LIMIT = 64 * 1024;

  private FakeServer a;
  private FakeServer b;
  private FakeServer w;
  private String text;

  @BeforeEach
  void startServers() throws IOException {
    a = FakeServer.recorder("A");
    b = FakeServer.recorder("B");
    w = FakeServer.recorder("W");
    text =
        Texts.routed(
            "\"timeouts\": { \"inspect\": \"2s\" },",
            """
            { "match": { "sni": "a.test" }, "backend": "A" },
            { "match": { "sni": "b.test" }, "backend": "B" },
            { "match": { "sni": "*.w.test" }, "backend": "W" }
            """,
            Texts.backend("A", a),
            Texts.backend("B", b),
            Texts.backend("W", w));
  }

  @AfterEach
  void closeServers() throws IOException {
    a.close();
    b.close();
    w.close();
  }

  @EachTransport
  void hello_inAnyTwoSegments_orByteByByte_arrivesUnchanged(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, text)) {
      for (int cut = 1; cut < HELLO.length; cut++) {
        assertRouted(proxy, a, "A", HELLO, cut);
      }
      assertRouted(proxy, a, "A", HELLO, IntStream.range(1, HELLO.length).toArray());
      assertThat(proxy.logged(HELLO.length))
          .hasSize(HELLO.length)
          .extracting(LogLine::outcome)
          .containsOnly("A/s1 --");
      proxy.awaitNoSessions();
    }
  }

  /** C01, C06: the pieces come one by one, not together because the loop was busy. */
  @EachTransport
  void hello_inPiecesWithPauses_arrivesUnchanged(Sockets transport) throws Exception {
    byte[] postQuantum =
        Hellos.extensions(
            Hellos.extension(51, new byte[1263]), Hellos.names(Hellos.entry(0, "b.test")));
    try (TestProxy proxy = TestProxy.start(transport, text)) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.noDelay();
        for (int i = 0; i < HELLO.length; i++) {
          client.send(HELLO, i, 1);
          LockSupport.parkNanos(5_000_000);
        }
        client.finish();
        assertThat(client.receiveAll().text()).isEqualTo("A");
      }
      assertThat(a.received().bytes()).isEqualTo(HELLO);
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.noDelay();
        client.send(postQuantum, 0, 700);
        LockSupport.parkNanos(50_000_000);
        client.send(postQuantum, 700, postQuantum.length - 700);
        client.finish();
        assertThat(client.receiveAll().text()).isEqualTo("B");
      }
      assertThat(b.received().bytes()).isEqualTo(postQuantum);
    }
  }

  @EachTransport
  void hello_inAnyTwoRecords_orARecordAByte_arrivesUnchanged(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, text)) {
      for (int first = 1; first <= 61; first++) {
        assertRouted(proxy, a, "A", Hellos.reframed(HELLO, first, 100));
      }
      assertRouted(proxy, a, "A", Hellos.reframed(HELLO, 1, 1));
    }
  }

  @EachTransport
  void hello_ofAnySizeUpToTheLimit_isRouted(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, text)) {
      for (int size : new int[] {300, 16_383, 16_385, 40_000, LIMIT}) {
        assertRouted(proxy, a, "A", Hellos.padded("a.test", size));
      }
      assertRefused(proxy, "above 64 KiB", Hellos.padded("a.test", LIMIT + 1), RECORD_OVERFLOW);
      byte[] postQuantum =
          Hellos.extensions(
              Hellos.extension(51, new byte[1263]), Hellos.names(Hellos.entry(0, "b.test")));
      assertRouted(proxy, b, "B", postQuantum, 700);
    }
  }

  @EachTransport
  void names_areComparedInCanonicalForm(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, text)) {
      assertRouted(proxy, a, "A", SampleHello.bytes("A.TEST"));
      assertRouted(proxy, a, "A", SampleHello.bytes("a.test."));
      assertRouted(proxy, b, "B", SampleHello.bytes("b.test"));
      assertRouted(proxy, w, "W", SampleHello.bytes("x.w.test"));
      assertRefused(proxy, "two labels", SampleHello.bytes("x.y.w.test"), UNRECOGNIZED_NAME);
      assertRefused(proxy, "no label", SampleHello.bytes("w.test"), UNRECOGNIZED_NAME);
      assertRefused(proxy, "no SNI", SampleHello.bytes(null), UNRECOGNIZED_NAME);
    }
  }

  /** C12: a default takes a hello without a name, or with an unknown one, and nothing else. */
  @EachTransport
  void defaultBackend_takesHellosThatCouldBeRead_only(Sockets transport) throws Exception {
    String withDefault = text.replace("\"timeouts\"", "\"default-backend\": \"W\", \"timeouts\"");
    try (TestProxy proxy = TestProxy.start(transport, withDefault)) {
      assertRouted(proxy, a, "A", HELLO);
      assertRouted(proxy, w, "W", SampleHello.bytes(null));
      assertRouted(proxy, w, "W", SampleHello.bytes("unknown.test"));
      assertRefused(proxy, "no host name", SampleHello.bytes("a..test"), DECODE_ERROR);
      assertRefused(proxy, "address", SampleHello.bytes("127.0.0.1"), DECODE_ERROR);
      assertRefused(proxy, "not a hello", Hellos.with(HELLO, 5, "02"), DECODE_ERROR);
      assertRefused(proxy, "SSLv2", Hellos.hex("802e010301000000"), NOTHING);
    }
  }

  @EachTransport
  void namesThatAreNoHostNames_areRefused(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, text)) {
      for (String name :
          new String[] {
            "",
            ".",
            "a..test",
            "a.test\0.evil",
            "a.test\nFAKE",
            "${jndi:x}",
            "\u0080\u00ff",
            "b\u00c3\u00bccher.test",
            "x".repeat(64) + ".test",
            "a.".repeat(126) + "te",
            "127.0.0.1",
            "::1",
            "[::1]"
          }) {
        LogLine line =
            assertRefused(proxy, "'" + name + "'", SampleHello.bytes(name), DECODE_ERROR);
        assertThat(line.text()).doesNotContain("\n").doesNotContain("\0");
      }
    }
  }

  @EachTransport
  void brokenHellos_areRefused_andReachNobody(Sockets transport) throws Exception {
    Map<String, byte[]> malformed = new LinkedHashMap<>();
    malformed.put("empty record first", Hellos.join(Hellos.record(new byte[0]), HELLO));
    malformed.put(
        "two names",
        Hellos.extensions(Hellos.names(Hellos.entry(0, "a.test"), Hellos.entry(0, "b.test"))));
    malformed.put(
        "two extensions",
        Hellos.extensions(
            Hellos.names(Hellos.entry(0, "a.test")), Hellos.names(Hellos.entry(0, "b.test"))));
    malformed.put(
        "another type before the name",
        Hellos.extensions(Hellos.names(Hellos.entry(1, "a.test"), Hellos.entry(0, "b.test"))));
    malformed.put("list too short", Hellos.with(HELLO, Hellos.NAMES, "0008"));
    malformed.put("list too long", Hellos.with(HELLO, Hellos.NAMES, "000a"));
    malformed.put("huge name", Hellos.with(HELLO, Hellos.NAMES + 3, "ffff"));
    malformed.put("name beyond extension", Hellos.with(HELLO, Hellos.NAMES + 3, "0030"));
    malformed.put(
        "name into the next extension",
        Hellos.with(
            Hellos.extensions(
                Hellos.names(Hellos.entry(0, "a.test")), Hellos.extension(21, new byte[100])),
            Hellos.NAMES + 3,
            "0030"));
    malformed.put("not a hello", Hellos.with(HELLO, 5, "02"));
    try (TestProxy proxy = TestProxy.start(transport, text)) {
      for (Map.Entry<String, byte[]> each : malformed.entrySet()) {
        assertRefused(proxy, each.getKey(), each.getValue(), DECODE_ERROR);
      }
      assertRefused(proxy, "16 MB announced", Hellos.hex("1603010040 01ffffff"), RECORD_OVERFLOW);
      assertRefused(proxy, "long record", Hellos.hex("1603014801 01"), "1503030002.*");
      assertRefused(proxy, "SSLv2", Hellos.hex("802e010301000000"), NOTHING);
      assertRefused(proxy, "an alert", Hellos.hex("15030100020228"), "(1503.*)?");
      assertRefused(proxy, "version 2.0", Hellos.with(HELLO, 1, "0200"), "(1503.*)?");
      assertRefused(proxy, "version 3.255", Hellos.with(HELLO, 1, "03ff"), "(1503.*)?");
      // The lowest there is; some clients send it in the first record.
      assertRouted(proxy, a, "A", Hellos.with(HELLO, 1, "0300"));
    }
  }

  @EachTransport
  void plainHttp_onATlsPort_getsAReadableAnswer(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, text);
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");

      Received answer = client.receiveAll();
      assertThat(answer.text()).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("https");
      client.finish();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("in/<NOSRV> PR");
    }
  }

  @EachTransport
  void inspectTimeout_runsFromAccept_notFromTheLastByte(Sockets transport) throws Exception {
    String quick = text.replace("\"2s\"", "\"300ms\"");
    try (TestProxy proxy = TestProxy.start(transport, quick);
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      long start = System.nanoTime();
      for (int i = 0; i < HELLO.length && proxy.logged().isEmpty(); i++) {
        try {
          client.send(HELLO, i, 1);
        } catch (IOException closed) {
          break;
        }
        LockSupport.parkNanos(50_000_000);
      }

      // 67 bytes would have taken more than 3 s.
      assertThat(System.nanoTime() - start).isLessThan(2_500_000_000L);
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("in/<NOSRV> cR");
      proxy.awaitNoSessions();
      assertThat(a.connections()).isZero();
    }
  }

  @EachTransport
  void clientThatEndsInItsHello_isRefusedAtOnce(Sockets transport) throws Exception {
    try (TestProxy proxy = TestProxy.start(transport, text);
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(HELLO, 0, 30);
      client.finish();

      client.receiveAll();
      LogLine line = proxy.logged(1).getFirst();
      assertThat(line.outcome()).isEqualTo("in/<NOSRV> CR");
      assertThat(line.session().bytesFromClient()).isEqualTo(30);
      assertThat(line.session().total().toMillis()).isLessThan(1500);
      proxy.awaitNoSessions();
    }
  }

  @EachTransport
  void earlyData_withTheHello_arrivesInOrder(Sockets transport) throws Exception {
    byte[] early = new byte[20_000];
    new SplittableRandom(14).nextBytes(early);
    try (TestProxy proxy = TestProxy.start(transport, text)) {
      assertRouted(proxy, a, "A", Hellos.join(HELLO, early));
    }
  }

  private static void assertRouted(
      TestProxy proxy, FakeServer server, String word, byte[] bytes, int... cuts)
      throws IOException {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.sendCut(bytes, cuts);
      client.finish();
      assertThat(client.receiveAll().text()).isEqualTo(word);
    }
    assertThat(server.received().bytes()).isEqualTo(bytes);
    // Its line comes when both sides have ended; the next one is another session's.
    proxy.awaitNoSessions();
  }

  private LogLine assertRefused(TestProxy proxy, String what, byte[] bytes, String answer)
      throws IOException {
    int lines = proxy.logged().size();
    int connections = a.connections() + b.connections() + w.connections();
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(bytes);
      Received received = client.receiveAll();
      assertThat(HexFormat.of().formatHex(received.bytes())).as(what).matches(answer);
    }
    LogLine line = proxy.logged(lines + 1).getLast();
    assertThat(line.outcome()).as(what).isEqualTo("in/<NOSRV> PR");
    assertThat(a.connections() + b.connections() + w.connections()).isEqualTo(connections);
    return line;
  }
}
