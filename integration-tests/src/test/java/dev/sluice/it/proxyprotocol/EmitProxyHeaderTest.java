package dev.sluice.it.proxyprotocol;

import static dev.sluice.it.proxyprotocol.Headers.CLIENT;
import static dev.sluice.it.proxyprotocol.Headers.SITE;
import static dev.sluice.it.proxyprotocol.Headers.V2;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.proxyprotocol.ProxyHeader;
import dev.sluice.api.proxyprotocol.Tlv;
import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Servers that are told for whom the proxy connects. */
class EmitProxyHeaderTest {

  private static final String ALL =
      "\"emit\": [ { \"proxy-protocol\": { \"tlvs\": [\"authority\", \"alpn\", \"unique-id\","
          + " \"crc32c\", \"received\"] } } ],";
  private static final String V1 = "\"emit\": [ { \"proxy-protocol\": { \"version\": 1 } } ],";

  private static String text(ProxyHeader header, int type) {
    return Objects.requireNonNull(header.find(type), header::toString).text();
  }

  /** Routes of the frontend do not look at names; what the server is told needs one. */
  @EachTransport
  void hello_isRead_howeverItIsCut_becauseTheServerIsToldOfIt(Sockets transport) throws Exception {
    byte[] hello = SampleHello.bytes("a.test", "h2", "http/1.1");
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy = TestProxy.start(transport, Texts.app("", ALL, server.address()))) {
      for (int cut : new int[] {0, 1, 7, hello.length - 1}) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.sendCut(hello, cut);
          client.finish();
          assertThat(client.receiveAll().text()).isEqualTo("answer");
          byte[] received = server.received().bytes();
          ProxyHeader header = Headers.read(received).header();
          assertThat(header.source()).isEqualTo(client.localAddress());
          assertThat(header.destination()).isEqualTo(proxy.address("in"));
          assertThat(text(header, Tlv.AUTHORITY)).isEqualTo("a.test");
          assertThat(text(header, Tlv.ALPN)).isEqualTo("h2");
          assertThat(text(header, Tlv.UNIQUE_ID)).isNotEmpty();
          assertThat(header.find(Tlv.CRC32C)).isNotNull();
          assertThat(Headers.rest(received)).isEqualTo(new String(hello, ISO_8859_1));
        }
      }
    }
  }

  @EachTransport
  void whatIsNotTls_goesOnAtOnce_andSilenceAfterTheInspectTimeout(Sockets transport)
      throws Exception {
    String hasty = "\"timeouts\": { \"inspect\": \"300ms\" },";
    try (FakeServer server = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Texts.app(hasty, ALL, server.address()));
        FakeClient plain = FakeClient.connect(proxy.port("in"));
        FakeClient silent = FakeClient.connect(proxy.port("in"))) {
      plain.send("hello");
      for (FakeClient each : new FakeClient[] {plain, silent}) {
        try (FakeSocket served = server.accept()) {
          byte[] fixed = served.receive(16);
          byte[] all =
              Headers.join(fixed, served.receiveText(fixed[14] * 256 + (fixed[15] & 0xff)));
          ProxyHeader header = Headers.read(all).header();
          assertThat(header.source()).isEqualTo(each.localAddress());
          assertThat(header.find(Tlv.AUTHORITY)).isNull();
          served.send("220 welcome");
          assertThat(each.receiveText(11)).isEqualTo("220 welcome");
        }
      }
    }
  }

  @EachTransport
  void version1_isWrittenBeforeTheClientsBytes_orAlone(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Texts.app("", V1, server.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      try (FakeSocket served = server.accept()) {
        String line = served.receiveThrough("\r\n");
        int port = ((InetSocketAddress) client.localAddress()).getPort();
        assertThat(line)
            .isEqualTo(
                "PROXY TCP4 127.0.0.1 127.0.0.1 %d %d\r\n".formatted(port, proxy.port("in")));
        client.send("hello");
        assertThat(served.receiveText(5)).isEqualTo("hello");
      }
    }
  }

  @EachTransport
  void receivedHeader_isPassedOn(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.recorder("");
        TestProxy proxy =
            TestProxy.start(transport, Headers.config("\"127.0.0.1\"", "", ALL, server))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(Headers.join(V2, "hello"));
        client.finish();
        client.receiveAll();
      }
      byte[] received = server.received().bytes();
      ProxyHeader header = Headers.read(received).header();
      assertThat(header.source()).isEqualTo(CLIENT);
      assertThat(header.destination()).isEqualTo(SITE);
      assertThat(header.tlvs())
          .extracting(Tlv::type)
          .containsExactly(Tlv.UNIQUE_ID, Tlv.AUTHORITY, Tlv.CRC32C);
      assertThat(text(header, Tlv.AUTHORITY)).isEqualTo("a.test");
      assertThat(Headers.rest(received)).isEqualTo("hello");
    }
  }

  /** A path of a Unix socket in the line of text was a way to write a second line. */
  @Test
  void hostileHeader_neverMakesASecondLine_norTooLongAHeader() throws Exception {
    byte[] block =
        Headers.binary(
            "21 31 00d8" + "0d0a50524f58592054435034203620".repeat(15).substring(0, 432));
    String custom = "e0 0f00" + "ab".repeat(0x0f00);
    byte[] many = Headers.binary("21 00 0f03" + custom);
    try (FakeServer server = FakeServer.recorder("");
        TestProxy one = TestProxy.start(Headers.config("\"127.0.0.1\"", "", V1, server));
        TestProxy two = TestProxy.start(Headers.config("\"127.0.0.1\"", "", ALL, server))) {
      for (byte[] header : new byte[][] {block, many}) {
        assertThat(sent(one, header, server))
            .matches("PROXY TCP4 127\\.0\\.0\\.1 127[.0-9 ]+\r\nhello");
        String text = sent(two, header, server);
        byte[] bytes = text.getBytes(ISO_8859_1);
        assertThat(Headers.rest(bytes)).isEqualTo("hello");
      }
    }
  }

  private static String sent(TestProxy proxy, byte[] header, FakeServer server) throws Exception {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(Headers.join(header, "hello"));
      client.finish();
      client.receiveAll();
    }
    return server.received().text();
  }

  @EachTransport
  void requests_haveAConnectionOfTheirOwn_withTheNameTheyAskFor(Sockets transport)
      throws Exception {
    try (FakeServer server =
            FakeServer.start(socket -> {
              byte[] fixed = socket.receive(16);
              byte[] all =
                  Headers.join(fixed, socket.receiveText(fixed[14] * 256 + (fixed[15] & 0xff)));
              String name = text(Headers.read(all).header(), Tlv.AUTHORITY);
              socket.receiveThrough("\r\n\r\n");
              socket.send(
                  "HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
              socket.receiveAll();
            });
        TestProxy proxy =
            TestProxy.start(
                transport,
                Texts.app("\"mode\": \"http\",", "\"mode\": \"http\"," + ALL, server.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      for (String name : new String[] {"a.test", "bb.test"}) {
        client.send("GET / HTTP/1.1\r\nHost: " + name + "\r\n\r\n");
        client.receiveThrough("\r\n\r\n");
        assertThat(client.receiveText(name.length())).isEqualTo(name);
      }
      assertThat(server.connections()).isEqualTo(2);
      assertThat(server.faults()).isEmpty();
    }
  }
}
