package dev.sluice.runtime.tls;

import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Feeds bytes to a parser of its own and tells what came of it.
 *
 * @param result the last result
 * @param hello the hello
 * @param seen how many bytes it took
 */
record Feed(Inspection result, @Nullable ClientHello hello, int seen) {

  static Feed whole(byte[] bytes) {
    return cut(bytes, bytes.length);
  }

  /** In two parts. */
  static Feed cut(byte[] bytes, int first) {
    ClientHelloParser parser = new ClientHelloParser();
    int seen = first;
    if (!parser.parse(ByteBuffer.wrap(bytes, 0, first)).decided()) {
      seen = bytes.length;
      parser.parse(ByteBuffer.wrap(bytes));
    }
    return of(parser, bytes, seen);
  }

  /** Byte by byte, until there is a result. */
  static Feed bytewise(byte[] bytes) {
    ClientHelloParser parser = new ClientHelloParser();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int seen = 0;
    while (seen < bytes.length) {
      seen++;
      if (parser.parse(buffer.limit(seen)).decided()) {
        break;
      }
    }
    return of(parser, bytes, seen);
  }

  private static Feed of(ClientHelloParser parser, byte[] bytes, int seen) {
    return new Feed(parser.parse(ByteBuffer.wrap(bytes)), parser.hello(), seen);
  }
}
