package dev.sluice.it.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.api.proxyprotocol.ProxyHeaderReader;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Complete;
import dev.sluice.api.proxyprotocol.ProxyHeaderWriter;
import dev.sluice.api.proxyprotocol.Tlv;
import dev.sluice.testkit.FakeServer;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Headers that tests send, and configurations that want them. */
final class Headers {

  static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  /** As the log writes it. */
  static final InetSocketAddress CLIENT = address("192.0.2.7", 56324);

  static final InetSocketAddress SITE = address("198.51.100.1", 443);

  static final byte[] V1 = ProxyHeaderWriter.version1(CLIENT, SITE);

  static final byte[] V2 =
      ProxyHeaderWriter.version2(
          CLIENT, SITE, List.of(Tlv.text(Tlv.AUTHORITY, "a.test"), noop()), true);

  private Headers() {}

  private static Tlv noop() {
    return new Tlv(Tlv.NOOP, new byte[3]);
  }

  static InetSocketAddress address(String literal, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
  }

  /** A header of version 2: what stands behind the signature, in hexadecimal digits. */
  static byte[] binary(String rest) {
    return HexFormat.of().parseHex(SIGNATURE + rest.replace(" ", ""));
  }

  static byte[] join(byte[] header, String text) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(header);
    all.writeBytes(text.getBytes(ISO_8859_1));
    return all.toByteArray();
  }

  /** The header that bytes begin with. */
  static Complete read(byte[] bytes) {
    return (Complete) ProxyHeaderReader.read(ByteBuffer.wrap(bytes));
  }

  /** What stands behind that header. */
  static String rest(byte[] bytes) {
    return new String(Arrays.copyOfRange(bytes, read(bytes).length(), bytes.length), ISO_8859_1);
  }

  /**
   * Frontend {@code in} before backend {@code app}.
   *
   * @param from who must send headers, in JSON
   * @param frontend further keys of the frontend, ending in a comma
   * @param backend further keys of the backend
   */
  static String config(String from, String frontend, String backend, FakeServer server) {
    return """
    { "global": { "threads": 2 },
      "frontends": { "in": {
        "bind": { "address": "127.0.0.1:0", "accept-proxy": { "from": %s } },
        %s "default-backend": "app" } },
      "backends": { "app": { %s "servers": { "s1": { "address": "%s" } } } } }
    """
        .formatted(from, frontend, backend, server.address());
  }
}
