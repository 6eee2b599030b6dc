package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.host.HostIndex;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link Matcher} must keep to. A plugin's test class extends this one and lists {@link
 * #samples()}: matchers, what a client sends, and what they must answer. The contract then feeds
 * the bytes whole, one by one and in random cuts, and cuts them short.
 *
 * <pre>{@code
 * class SniMatcherContractTest extends MatcherContract {
 *   protected Stream<Sample> samples() {
 *     return Stream.of(
 *         new Sample("its name", matcher, SampleHello.bytes("a.test"), Answer.YES),
 *         new Sample("plain HTTP", matcher, "GET / HTTP/1.1\r\n\r\n", Answer.NO));
 *   }
 * }
 * }</pre>
 */
public abstract class MatcherContract {

  private static final int RANDOM_CUTS = 50;
  private static final int RANDOM_INPUTS = 500;

  /** For subclasses. */
  protected MatcherContract() {}

  /** At least one that is answered YES and one that is answered NO. */
  protected abstract Stream<Sample> samples();

  /** The client that sends the samples; one at a documentation address unless overridden. */
  protected Client client() {
    return SampleClient.ANY;
  }

  /** A matcher, what a client sends, and what the answer must be when no more comes. */
  protected static final class Sample {

    private final String name;
    private final Matcher matcher;
    private final byte[] bytes;
    private final Answer expected;

    /** With the bytes themselves. */
    public Sample(String name, Matcher matcher, byte[] bytes, Answer expected) {
      if (expected == Answer.MORE) {
        throw new IllegalArgumentException("the last answer is YES or NO");
      }
      this.name = name;
      this.matcher = matcher;
      this.bytes = bytes.clone();
      this.expected = expected;
    }

    /** With a text of characters up to U+00FF, each for one byte. */
    public Sample(String name, Matcher matcher, String text, Answer expected) {
      this(name, matcher, text.getBytes(StandardCharsets.ISO_8859_1), expected);
    }
  }

  @TestFactory
  final Stream<DynamicTest> samples_areOfBothAnswers() {
    return Stream.of(Answer.YES, Answer.NO)
        .map(answer ->
            dynamicTest(
                "some " + answer,
                () -> assertThat(samples()).anyMatch(sample -> sample.expected == answer)));
  }

  @TestFactory
  final Stream<DynamicTest> whole_isAnsweredAsExpected() {
    return each(sample -> assertThat(feed(sample, new int[0])).isEqualTo(sample.expected));
  }

  @TestFactory
  final Stream<DynamicTest> byteByByte_isAnsweredAsExpected() {
    return each(sample -> {
      int[] everywhere = new int[sample.bytes.length];
      Arrays.setAll(everywhere, i -> i);
      assertThat(feed(sample, everywhere)).isEqualTo(sample.expected);
    });
  }

  @TestFactory
  final Stream<DynamicTest> randomCuts_areAnsweredAsExpected() {
    return each(sample -> {
      Random random = new Random(sample.name.hashCode());
      for (int run = 0; run < RANDOM_CUTS; run++) {
        int[] cuts =
            random.ints(1 + random.nextInt(5), 0, sample.bytes.length + 1).sorted().toArray();
        assertThat(feed(sample, cuts))
            .describedAs(Arrays.toString(cuts))
            .isEqualTo(sample.expected);
      }
    });
  }

  /** Of a client that hangs up in the middle, or is too slow. */
  @TestFactory
  final Stream<DynamicTest> cutShort_isAnsweredWithoutThrowing() {
    return each(sample -> {
      for (int length = 0; length <= sample.bytes.length; length++) {
        SamplePreface preface = new SamplePreface(Arrays.copyOf(sample.bytes, length));
        Answer before = sample.matcher.match(client(), preface);
        Answer after = sample.matcher.match(client(), preface.end());
        if (before != Answer.MORE) {
          assertThat(after).describedAs("after %s bytes", length).isEqualTo(before);
        }
      }
    });
  }

  @TestFactory
  final Stream<DynamicTest> randomBytes_areAnsweredWithoutThrowing() {
    return each(sample -> {
      Random random = new Random(sample.name.hashCode());
      for (int run = 0; run < RANDOM_INPUTS; run++) {
        byte[] bytes = sample.bytes.clone();
        for (int changes = random.nextInt(8); changes >= 0 && bytes.length > 0; changes--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        Sample changed = new Sample(sample.name, sample.matcher, bytes, sample.expected);
        int cut = random.nextInt(bytes.length + 1);
        assertThat(feed(changed, new int[] {cut})).isEqualTo(feed(changed, new int[0]));
      }
    });
  }

  /** A frontend does not wait for bytes if no matcher needs them. */
  @TestFactory
  final Stream<DynamicTest> withoutNeeds_isAnsweredWithoutBytes() {
    return each(
        samples().filter(sample -> sample.matcher.needs().isEmpty()),
        sample ->
            assertThat(sample.matcher.match(client(), new SamplePreface()))
                .isEqualTo(sample.expected));
  }

  /** The runtime may ask an index in place of the matcher. */
  @TestFactory
  final Stream<DynamicTest> names_standForTheMatcher() {
    return each(sample -> {
      HostNames names = sample.matcher.names();
      if (names != null) {
        HostIndex.Builder<Answer> index = HostIndex.builder();
        names.patterns().forEach(pattern -> index.add(pattern, Answer.YES));
        String host = host(names.subject(), new SamplePreface(sample.bytes).end());
        Answer found = host == null ? null : index.build().find(host);
        assertThat(found == null ? Answer.NO : found).isEqualTo(sample.expected);
      }
    });
  }

  private static @Nullable String host(HostNames.Subject subject, SamplePreface preface) {
    ClientHello hello = preface.clientHello();
    RequestHead head = preface.requestHead();
    return switch (subject) {
      case SNI -> hello == null ? null : hello.serverName();
      case HOST -> head == null ? null : head.host();
    };
  }

  private Stream<DynamicTest> each(Consumer<Sample> test) {
    return each(samples(), test);
  }

  private static Stream<DynamicTest> each(Stream<Sample> samples, Consumer<Sample> test) {
    return samples.map(sample -> dynamicTest(sample.name, () -> test.accept(sample)));
  }

  /** The last answer; on the way, YES and NO must not change. */
  private Answer feed(Sample sample, int[] cuts) {
    SamplePreface preface = new SamplePreface();
    Answer decided = null;
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : sample.bytes.length;
      preface.receive(Arrays.copyOfRange(sample.bytes, from, to));
      from = to;
      decided = next(decided, sample.matcher.match(client(), preface), to);
    }
    decided = next(decided, sample.matcher.match(client(), preface.end()), from);
    return decided == null ? Answer.NO : decided;
  }

  private static @Nullable Answer next(@Nullable Answer decided, Answer answer, int seen) {
    if (decided != null) {
      assertThat(answer)
          .describedAs("once it was %s, after %s bytes", decided, seen)
          .isEqualTo(decided);
    }
    return answer == Answer.MORE ? null : answer;
  }
}
