package dev.sluice.runtime.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.http.Heads;
import dev.sluice.runtime.http.Mutants;
import dev.sluice.runtime.http.body.Bodies.Outcome;
import dev.sluice.runtime.http.body.ChunkReader.Step;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ChunkReaderPropertyTest {

  @Provide
  Arbitrary<byte[]> bodies() {
    return Mutants.of(Bodies.SEEDS);
  }

  @Property(tries = 3000)
  void byteByByte_andInRandomCuts_givesTheSameAsWhole(
      @ForAll("bodies") byte[] bytes, @ForAll Random random) {
    Outcome whole = Bodies.read(bytes, seen -> bytes.length);
    assertThat(Bodies.read(bytes, seen -> 1)).isEqualTo(whole);
    assertThat(Bodies.read(bytes, seen -> 1 + random.nextInt(7))).isEqualTo(whole);
  }

  @Property(tries = 3000)
  void whatFollowsABody_changesNothing(
      @ForAll("bodies") byte[] bytes, @ForAll("bodies") byte[] following) {
    Outcome alone = Bodies.read(bytes, seen -> bytes.length);
    if (alone.step() != Step.MORE) {
      byte[] both = new byte[bytes.length + following.length];
      System.arraycopy(bytes, 0, both, 0, bytes.length);
      System.arraycopy(following, 0, both, bytes.length, following.length);
      assertThat(Bodies.read(both, seen -> both.length)).isEqualTo(alone);
    }
  }

  /** Whatever our reader accepts, Netty's accepts too, reads in the same way, and ends there. */
  @Property(tries = 10_000)
  void whatIsAcceptedHere_isAcceptedByNetty(@ForAll("bodies") byte[] bytes) {
    Outcome ours = Bodies.read(bytes, seen -> bytes.length);
    if (ours.step() == Step.END) {
      assertThat(netty(bytes, ours.end())).isEqualTo(ours.data() + "|" + ours.trailer() + "|/next");
    }
  }

  @Test
  void comparison_isNotVacuous() {
    byte[] good = Heads.bytes("5\r\nhello\r\n0\r\nA: b\r\n\r\n").array();
    assertThat(netty(good, good.length)).isEqualTo("hello|A=b\n|/next");
    byte[] bad = Heads.bytes("0x5\r\nhello\r\n0\r\n\r\n").array();
    assertThat(netty(bad, bad.length)).contains("failed");
  }

  /** The data, the trailer and the target of the request behind it. */
  private static String netty(byte[] body, int length) {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
    StringBuilder found = new StringBuilder();
    try {
      channel.writeInbound(
          Unpooled.wrappedBuffer(
              Heads.bytes(Heads.with("Transfer-Encoding: chunked")).array(),
              java.util.Arrays.copyOf(body, length),
              Heads.bytes(Heads.request("GET /next HTTP/1.1", "Host: a.test")).array()));
      boolean first = true;
      for (Object message = channel.readInbound(); message != null; ) {
        append(found, (HttpObject) message, first);
        first = false;
        ReferenceCountUtil.release(message);
        message = channel.readInbound();
      }
    } finally {
      channel.finishAndReleaseAll();
    }
    return found.toString();
  }

  private static void append(StringBuilder found, HttpObject message, boolean first) {
    if (message.decoderResult().isFailure()) {
      found.append("failed");
    }
    if (message instanceof HttpRequest request && !first) {
      found.append('|').append(request.uri());
    }
    if (message instanceof HttpContent content && !found.toString().endsWith("/next")) {
      found.append(content.content().toString(StandardCharsets.ISO_8859_1));
      if (content instanceof LastHttpContent last) {
        found.append('|');
        for (Map.Entry<String, String> field : last.trailingHeaders()) {
          found.append(field.getKey()).append('=').append(field.getValue()).append('\n');
        }
      }
    }
  }
}
