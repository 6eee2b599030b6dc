package dev.sluice.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever our parser accepts, Netty's accepts too, and reads in the same way. */
class NettyComparisonTest {

  private static final HttpDecoderConfig CONFIG =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(HeadParser.MAX_REQUEST_LINE + 2)
          .setMaxHeaderSize(HeadParser.MAX_HEAD);

  @Provide
  Arbitrary<byte[]> heads() {
    return new HeadParserPropertyTest().heads();
  }

  @Property(tries = 10_000)
  void whatIsAcceptedHere_isAcceptedThere(@ForAll("heads") byte[] bytes) {
    HeadParser parser = Heads.parsed(ByteBuffer.wrap(bytes));
    Head head = parser.head();
    if (head != null) {
      HttpRequest request = netty(bytes, parser.headLength());
      assertThat(request.decoderResult().isSuccess()).isTrue();
      assertThat(request.method().name()).isEqualTo(head.method());
      assertThat(request.uri()).isEqualTo(head.target());
      assertThat(request.headers()).hasSize(head.fieldCount());
      for (int i = 0; i < head.fieldCount(); i++) {
        assertThat(request.headers().getAll(head.fieldName(i))).contains(head.fieldValue(i));
      }
    }
  }

  @Test
  void comparison_isNotVacuous() {
    byte[] chrome = Heads.bytes(Heads.CHROME).array();
    HttpRequest request = netty(chrome, chrome.length);
    assertThat(request.headers().get("Host")).isEqualTo("www.a.test");
    byte[] broken = Heads.bytes(Heads.with("X : y")).array();
    HttpRequest refused = netty(broken, broken.length);
    assertThat(refused.decoderResult().isFailure()).isTrue();
  }

  private static HttpRequest netty(byte[] bytes, int length) {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec(CONFIG));
    try {
      channel.writeInbound(Unpooled.wrappedBuffer(bytes, 0, length));
      if (channel.readInbound() instanceof HttpRequest request) {
        return request;
      }
      throw new AssertionError("Netty found no request");
    } finally {
      channel.inboundMessages().forEach(ReferenceCountUtil::release);
      channel.inboundMessages().clear();
      channel.finishAndReleaseAll();
    }
  }
}
