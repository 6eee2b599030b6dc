package dev.sluice.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.session.Inspection;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HeadParserPropertyTest {

  private static final List<String> SEEDS =
      List.of(
          Heads.CURL,
          Heads.CHROME,
          Heads.UPLOAD,
          "\r\n" + Heads.CURL,
          Heads.with("Transfer-Encoding: chunked"),
          Heads.with("Content-Length: 6", "Transfer-Encoding: chunked"),
          Heads.with("X: a\r\n folded"),
          Heads.request("GET http://a.test:80/x/../y?z HTTP/1.1", "Host: a.test"),
          Heads.request("OPTIONS * HTTP/1.1", "Host: [2001:db8::1]:443"),
          Heads.request("PRI * HTTP/2.0", "", "SM"),
          "\u0016\u0003\u0001\u0002\0\u0001",
          "GET / HTTP/1.1\r\n" + "a:\r\n".repeat(101));

  private record Outcome(Inspection inspection, String refusal, int length, String head) {

    static Outcome of(HeadParser parser) {
      Head head = parser.head();
      return new Outcome(
          parser.inspection(),
          String.valueOf(parser.refusal()),
          head == null ? -1 : parser.headLength(),
          head == null ? "" : describe(head));
    }

    private static String describe(Head head) {
      StringBuilder text = new StringBuilder(head + " " + head.path() + " " + head.host());
      for (int i = 0; i < head.fieldCount(); i++) {
        text.append('\n').append(head.fieldName(i)).append('=').append(head.fieldValue(i));
      }
      return text.append(head.chunked()).append(head.contentLength()).toString();
    }
  }

  @Provide
  Arbitrary<byte[]> heads() {
    return Mutants.of(SEEDS);
  }

  @Property(tries = 3000)
  void byteByByte_givesTheSameAsWhole(@ForAll("heads") byte[] bytes) {
    Outcome whole = Outcome.of(Heads.parsed(ByteBuffer.wrap(bytes)));
    HeadParser parser = new HeadParser();
    Inspection last = Inspection.PENDING;
    for (int end = 0; end <= bytes.length; end++) {
      Inspection now = parser.parse(ByteBuffer.wrap(bytes).limit(end));
      assertThat(last.decided() && now != last).isFalse();
      last = now;
    }
    assertThat(Outcome.of(parser)).isEqualTo(whole);
  }

  @Property(tries = 300)
  void everyCutInTwo_givesTheSameAsWhole(@ForAll("heads") byte[] bytes) {
    Outcome whole = Outcome.of(Heads.parsed(ByteBuffer.wrap(bytes)));
    HeadParser parser = new HeadParser();
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    for (int cut = 0; cut <= bytes.length; cut++) {
      parser.reset();
      parser.parse(ByteBuffer.wrap(bytes, 0, cut));
      parser.parse(direct);
      assertThat(Outcome.of(parser)).isEqualTo(whole);
    }
  }

  @Property(tries = 3000)
  void whatFollowsAHead_changesNothing(
      @ForAll("heads") byte[] bytes, @ForAll("heads") byte[] following) {
    HeadParser alone = Heads.parsed(ByteBuffer.wrap(bytes));
    if (alone.inspection().decided()) {
      ByteBuffer both = ByteBuffer.allocate(bytes.length + following.length);
      both.put(bytes).put(following).flip();
      assertThat(Outcome.of(Heads.parsed(both))).isEqualTo(Outcome.of(alone));
    }
  }

  @Property(tries = 3000)
  void anAcceptedHead_writtenAgain_isReadTheSame(@ForAll("heads") byte[] bytes) {
    Head head = Heads.parsed(ByteBuffer.wrap(bytes)).head();
    if (head != null) {
      StringBuilder text = new StringBuilder(head.toString());
      for (int i = 0; i < head.fieldCount(); i++) {
        text.append("\r\n").append(head.fieldName(i)).append(": ").append(head.fieldValue(i));
      }
      Head again = Heads.head(text.append("\r\n\r\n").toString());
      assertThat(Outcome.describe(again)).isEqualTo(Outcome.describe(head));
    }
  }
}
