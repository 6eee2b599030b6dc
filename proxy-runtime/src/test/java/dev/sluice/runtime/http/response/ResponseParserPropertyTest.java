package dev.sluice.runtime.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.session.Inspection;
import dev.sluice.runtime.http.Mutants;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ResponseParserPropertyTest {

  private record Outcome(Inspection inspection, String fault, int length, String head) {

    static Outcome of(ResponseParser parser) {
      ResponseHead head = parser.head();
      return new Outcome(
          parser.inspection(),
          String.valueOf(parser.fault()),
          head == null ? -1 : parser.headLength(),
          head == null ? "" : describe(head));
    }

    static String describe(ResponseHead head) {
      StringBuilder text = new StringBuilder(head + " " + head.reason());
      for (int i = 0; i < head.fieldCount(); i++) {
        text.append("\r\n").append(head.fieldName(i)).append(": ").append(head.fieldValue(i));
      }
      return text.toString();
    }
  }

  @Provide
  Arbitrary<byte[]> heads() {
    return Mutants.of(Responses.SEEDS);
  }

  @Property(tries = 2000)
  void byteByByte_givesTheSameAsWhole(@ForAll("heads") byte[] bytes) {
    Outcome whole = Outcome.of(Responses.parsed(ByteBuffer.wrap(bytes)));
    ResponseParser parser = new ResponseParser();
    Inspection last = Inspection.PENDING;
    for (int end = 0; end <= bytes.length; end++) {
      Inspection now = parser.parse(ByteBuffer.wrap(bytes).limit(end));
      assertThat(last.decided() && now != last).isFalse();
      last = now;
    }
    assertThat(Outcome.of(parser)).isEqualTo(whole);
  }

  @Property(tries = 200)
  void everyCutInTwo_givesTheSameAsWhole(@ForAll("heads") byte[] bytes) {
    Outcome whole = Outcome.of(Responses.parsed(ByteBuffer.wrap(bytes)));
    ResponseParser parser = new ResponseParser();
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    for (int cut = 0; cut <= bytes.length; cut++) {
      parser.reset();
      parser.parse(ByteBuffer.wrap(bytes, 0, cut));
      parser.parse(direct);
      assertThat(Outcome.of(parser)).isEqualTo(whole);
    }
  }

  @Property(tries = 2000)
  void whatFollowsAHead_changesNothing(
      @ForAll("heads") byte[] bytes, @ForAll("heads") byte[] following) {
    ResponseParser alone = Responses.parsed(ByteBuffer.wrap(bytes));
    if (alone.inspection().decided()) {
      ByteBuffer both = ByteBuffer.allocate(bytes.length + following.length);
      both.put(bytes).put(following).flip();
      assertThat(Outcome.of(Responses.parsed(both))).isEqualTo(Outcome.of(alone));
    }
  }

  @Property(tries = 2000)
  void anAcceptedHead_writtenAgain_isReadTheSame(@ForAll("heads") byte[] bytes) {
    ResponseHead head = Responses.parsed(ByteBuffer.wrap(bytes)).head();
    if (head != null) {
      String text = Outcome.describe(head);
      assertThat(Outcome.describe(Responses.head(text + "\r\n\r\n"))).isEqualTo(text);
    }
  }
}
