package dev.sluice.plugin.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Emitter;
import dev.sluice.api.Need;
import dev.sluice.api.proxyprotocol.ProxyHeader;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Complete;
import dev.sluice.api.proxyprotocol.Tlv;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionView;
import dev.sluice.testkit.RecordingContext;
import dev.sluice.testkit.SampleSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a server is told. */
class EmittersTest {

  private static final SocketAddress CLIENT = address("192.0.2.7", 56324);
  private static final SocketAddress SITE = address("198.51.100.1", 443);
  private static final SocketAddress UNIX = UnixDomainSocketAddress.of("run/x.sock");
  private static final ClientHello HELLO = new ClientHello("a.test", List.of("h2", "http/1.1"));

  private static InetSocketAddress address(String literal, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
  }

  private record Seen(
      SocketAddress address,
      SocketAddress localAddress,
      @Nullable ClientHello clientHello,
      @Nullable ProxyHeader proxyHeader)
      implements SessionView, Client {

    @Override
    public long id() {
      return 4711;
    }

    @Override
    public Client client() {
      return this;
    }

    @Override
    public @Nullable RequestHead requestHead() {
      return null;
    }

    @Override
    public String backend() {
      return "app";
    }

    @Override
    public @Nullable String route() {
      return null;
    }

    @Override
    public String frontend() {
      return "in";
    }
  }

  private static Emitter emitter(String json) throws Exception {
    ProxyProtocolFactory factory = new ProxyProtocolFactory();
    try (RecordingContext context = new RecordingContext()) {
      return factory.create(SampleSettings.read(factory.settings(), json), context);
    }
  }

  private static ProxyHeader read(byte[] bytes) {
    Complete complete = (Complete) ProxyHeaderReader.read(ByteBuffer.wrap(bytes));
    assertThat(complete.length()).isEqualTo(bytes.length);
    return complete.header();
  }

  private static String text(ProxyHeader header, int type) {
    return Objects.requireNonNull(header.find(type)).text();
  }

  @Test
  void version1_isALine_alsoForOurOwnConnections() throws Exception {
    Emitter emitter = emitter("{\"version\": 1}");
    assertThat(emitter.bytes(new Seen(CLIENT, SITE, HELLO, null)))
        .asString(ISO_8859_1)
        .isEqualTo("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n");
    assertThat(emitter.bytes(new Seen(UNIX, UNIX, HELLO, null)))
        .asString(ISO_8859_1)
        .isEqualTo("PROXY UNKNOWN\r\n");
    assertThat(emitter.ownBytes(address("10.0.0.1", 50000), address("10.0.0.2", 80)))
        .asString(ISO_8859_1)
        .isEqualTo("PROXY TCP4 10.0.0.1 10.0.0.2 50000 80\r\n");
    assertThat(emitter.ownBytes(UNIX, UNIX)).asString(ISO_8859_1).isEqualTo("PROXY UNKNOWN\r\n");
    assertThat(emitter.needs()).isEmpty();
  }

  @Test
  void version2_isTheDefault_andTellsNoMoreThanIsAsked() throws Exception {
    Emitter emitter = emitter("{}");
    assertThat(read(emitter.bytes(new Seen(CLIENT, SITE, HELLO, null))))
        .isEqualTo(
            new ProxyHeader((InetSocketAddress) CLIENT, (InetSocketAddress) SITE, List.of()));
    assertThat(read(emitter.bytes(new Seen(UNIX, UNIX, HELLO, null))))
        .isEqualTo(new ProxyHeader(null, null, List.of()));
    assertThat(emitter.ownBytes(CLIENT, SITE)).hasSize(16).endsWith(0x20, 0, 0, 0);
    assertThat(emitter.needs()).isEmpty();
  }

  @Test
  void version2_tellsWhatItIsAsked() throws Exception {
    Emitter emitter =
        emitter("{\"tlvs\": [\"authority\", \"alpn\", \"unique-id\", \"crc32c\", \"received\"]}");
    ProxyHeader header = read(emitter.bytes(new Seen(CLIENT, SITE, HELLO, null)));
    assertThat(header.source()).isEqualTo(CLIENT);
    assertThat(header.tlvs())
        .extracting(Tlv::type)
        .containsExactly(Tlv.AUTHORITY, Tlv.ALPN, Tlv.UNIQUE_ID, Tlv.CRC32C);
    assertThat(text(header, Tlv.AUTHORITY)).isEqualTo("a.test");
    assertThat(text(header, Tlv.ALPN)).isEqualTo("h2");
    assertThat(text(header, Tlv.UNIQUE_ID)).endsWith("-4711");
    assertThat(emitter.needs()).containsExactly(Need.CLIENT_HELLO);
  }

  @Test
  void whatIsNotKnown_isNotTold() throws Exception {
    Emitter emitter = emitter("{\"tlvs\": [\"authority\", \"alpn\", \"received\"]}");
    assertThat(read(emitter.bytes(new Seen(CLIENT, SITE, null, null))).tlvs()).isEmpty();
    ClientHello bare = new ClientHello(null, List.of());
    assertThat(read(emitter.bytes(new Seen(CLIENT, SITE, bare, null))).tlvs()).isEmpty();
    ClientHello endless = new ClientHello("a".repeat(256), List.of());
    assertThat(read(emitter.bytes(new Seen(CLIENT, SITE, endless, null))).tlvs()).isEmpty();
  }

  @Test
  void received_isPassedOn_butForWhatIsTheHeadersOwn_orIsKnownBetter() throws Exception {
    ProxyHeader received =
        new ProxyHeader(
            null,
            null,
            List.of(
                Tlv.text(Tlv.AUTHORITY, "other.test"),
                Tlv.text(Tlv.ALPN, "http/1.0"),
                new Tlv(Tlv.CRC32C, new byte[4]),
                new Tlv(Tlv.NOOP, new byte[100]),
                new Tlv(Tlv.SSL, new byte[5]),
                Tlv.text(0xea, "vpce-1"),
                Tlv.text(0xea, "vpce-2")));
    Seen seen = new Seen(CLIENT, SITE, new ClientHello("a.test", List.of()), received);
    ProxyHeader header =
        read(
            emitter("{\"tlvs\": [\"authority\", \"alpn\", \"crc32c\", \"received\"]}").bytes(seen));
    assertThat(header.tlvs())
        .extracting(Tlv::type)
        .containsExactly(Tlv.AUTHORITY, Tlv.ALPN, Tlv.SSL, 0xea, 0xea, Tlv.CRC32C);
    assertThat(text(header, Tlv.AUTHORITY)).isEqualTo("a.test");
    assertThat(text(header, Tlv.ALPN)).isEqualTo("http/1.0");
    assertThat(read(emitter("{\"tlvs\": \"received\"}").bytes(seen)).tlvs())
        .extracting(Tlv::type)
        .containsExactly(Tlv.AUTHORITY, Tlv.ALPN, Tlv.SSL, 0xea, 0xea);
    assertThat(read(emitter("{}").bytes(seen)).tlvs()).isEmpty();
  }
}
