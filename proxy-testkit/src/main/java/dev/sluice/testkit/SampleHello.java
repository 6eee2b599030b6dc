package dev.sluice.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a small, well-formed TLS 1.2 ClientHello in one record. The server name is written as it
 * is given, so that it may also be one that a proxy must refuse.
 */
public final class SampleHello {

  private static final int HANDSHAKE = 0x16;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;

  private SampleHello() {}

  /**
   * The bytes.
   *
   * @param serverName the name in its server_name extension; null for none
   * @param alpn the protocols it offers, none for no such extension
   */
  public static byte[] bytes(@Nullable String serverName, String... alpn) {
    ByteArrayOutputStream extensions = new ByteArrayOutputStream();
    if (serverName != null) {
      byte[] name = serverName.getBytes(StandardCharsets.ISO_8859_1);
      extension(extensions, SERVER_NAME, sized(2, join(new byte[1], sized(2, name))));
    }
    if (alpn.length > 0) {
      ByteArrayOutputStream protocols = new ByteArrayOutputStream();
      for (String protocol : alpn) {
        protocols.writeBytes(sized(1, protocol.getBytes(StandardCharsets.ISO_8859_1)));
      }
      extension(extensions, ALPN, sized(2, protocols.toByteArray()));
    }
    byte[] versionAndRandom = new byte[2 + 32];
    versionAndRandom[0] = 3;
    versionAndRandom[1] = 3;
    byte[] sessionId = {0};
    byte[] cipherSuites = {0, 2, (byte) 0xc0, 0x2f};
    byte[] compression = {1, 0};
    byte[] body =
        join(
            versionAndRandom,
            sessionId,
            cipherSuites,
            compression,
            sized(2, extensions.toByteArray()));
    byte[] message = join(new byte[] {CLIENT_HELLO}, sized(3, body));
    return join(new byte[] {HANDSHAKE, 3, 1}, sized(2, message));
  }

  private static void extension(ByteArrayOutputStream out, int type, byte[] value) {
    out.write(type >> 8);
    out.write(type);
    out.writeBytes(sized(2, value));
  }

  private static byte[] sized(int lengthBytes, byte[] value) {
    byte[] length = new byte[lengthBytes];
    for (int i = 0; i < lengthBytes; i++) {
      length[i] = (byte) (value.length >> (8 * (lengthBytes - 1 - i)));
    }
    return join(length, value);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
