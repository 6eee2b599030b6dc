package dev.sluice.distribution.strictness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/** How many requests Netty's codec makes of bytes, with its defaults. */
final class NettyReader {

  private NettyReader() {}

  static int requests(String bytes) {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec());
    int requests = 0;
    try {
      channel.writeInbound(Unpooled.wrappedBuffer(bytes.getBytes(ISO_8859_1)));
      for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
        boolean whole = ((DecoderResultProvider) next).decoderResult().isSuccess();
        requests += whole && next instanceof LastHttpContent ? 1 : 0;
        ReferenceCountUtil.release(next);
      }
      return requests;
    } finally {
      channel.finishAndReleaseAll();
    }
  }
}
