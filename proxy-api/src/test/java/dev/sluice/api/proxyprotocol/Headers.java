package dev.sluice.api.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Complete;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Pending;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Reading;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Rejected;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Headers in bytes, and what comes of them in words. */
final class Headers {

  static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private Headers() {}

  static byte[] text(String line) {
    return line.getBytes(ISO_8859_1);
  }

  /** A header of version 2: what stands behind the signature, in hexadecimal digits. */
  static byte[] binary(String rest) {
    return HexFormat.of().parseHex(SIGNATURE + rest.replace(" ", ""));
  }

  static Reading read(byte[] bytes) {
    return ProxyHeaderReader.read(ByteBuffer.wrap(bytes));
  }

  /** {@code 192.0.2.1:1 198.51.100.1:2 [01=6832]}, {@code pending}, or the reason. */
  static String told(byte[] bytes) {
    return switch (read(bytes)) {
      case Pending _ -> "pending";
      case Rejected(String reason) -> reason;
      case Complete(ProxyHeader header, int length) ->
          shown(header.source())
              + " "
              + shown(header.destination())
              + (header.tlvs().isEmpty() ? "" : " " + header.tlvs())
              + (length == bytes.length ? "" : " +" + (bytes.length - length));
    };
  }

  private static String shown(@Nullable InetSocketAddress some) {
    return some == null ? "-" : some.getAddress().getHostAddress() + ":" + some.getPort();
  }
}
