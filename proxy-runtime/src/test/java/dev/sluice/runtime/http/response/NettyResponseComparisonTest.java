package dev.sluice.runtime.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.http.Heads;
import dev.sluice.runtime.http.Mutants;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever our parser accepts, Netty's accepts too, and reads in the same way. */
class NettyResponseComparisonTest {

  private static final HttpDecoderConfig CONFIG =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(ResponseParser.MAX_LINE + 2)
          .setMaxHeaderSize(ResponseParser.MAX_HEAD);

  @Provide
  Arbitrary<byte[]> heads() {
    return Mutants.of(Responses.SEEDS);
  }

  @Property(tries = 10_000)
  void whatIsAcceptedHere_isAcceptedThere(@ForAll("heads") byte[] bytes) {
    ResponseParser parser = Responses.parsed(ByteBuffer.wrap(bytes));
    ResponseHead head = parser.head();
    if (head != null) {
      HttpResponse response = netty(bytes, parser.headLength());
      assertThat(response.decoderResult().isSuccess()).isTrue();
      assertThat(response.status().code()).isEqualTo(head.status());
      assertThat(response.status().reasonPhrase().strip()).isEqualTo(head.reason().strip());
      assertThat(response.protocolVersion().minorVersion()).isEqualTo(head.minorVersion());
      int kept = 0;
      for (int i = 0; i < head.fieldCount(); i++) {
        if (head.chunked() && head.fieldName(i).equalsIgnoreCase("transfer-encoding")) {
          // Netty takes it away from responses that never have a body.
          continue;
        }
        kept++;
        assertThat(response.headers().getAll(head.fieldName(i))).contains(head.fieldValue(i));
      }
      response.headers().remove("Transfer-Encoding");
      assertThat(response.headers()).hasSize(kept);
    }
  }

  @Test
  void comparison_isNotVacuous() {
    byte[] nginx = Heads.bytes(Responses.NGINX).array();
    assertThat(netty(nginx, nginx.length).headers().get("ETag")).isEqualTo("\"5f-18c\"");
    byte[] broken = Heads.bytes(Responses.with("Content-Length: 1", "Content-Length: 2")).array();
    assertThat(netty(broken, broken.length).decoderResult().isFailure()).isTrue();
  }

  private static HttpResponse netty(byte[] bytes, int length) {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseDecoder(CONFIG));
    try {
      channel.writeInbound(Unpooled.wrappedBuffer(bytes, 0, length));
      if (channel.readInbound() instanceof HttpResponse response) {
        return response;
      }
      throw new AssertionError("Netty found no response");
    } finally {
      channel.inboundMessages().forEach(ReferenceCountUtil::release);
      channel.inboundMessages().clear();
      channel.finishAndReleaseAll();
    }
  }
}
