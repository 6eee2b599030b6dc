package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** The contract passes a matcher that keeps it, and finds each way of not keeping it. */
class MatcherContractTest {

  @Test
  void matcherThatWaits_keepsTheContract() {
    Contract contract = contract(MatcherContractTest::beginsWithHello);
    assertThat(contract.all()).isNotEmpty().allSatisfy(MatcherContractTest::assertPasses);
  }

  @Test
  void matcherThatDoesNotWait_failsByteByByte() {
    Contract contract =
        contract(seen -> beginsWithHello(seen) == Answer.YES ? Answer.YES : Answer.NO);
    assertThat(contract.whole_isAnsweredAsExpected()).allSatisfy(MatcherContractTest::assertPasses);
    assertThat(contract.byteByByte_isAnsweredAsExpected())
        .anySatisfy(MatcherContractTest::assertFails);
    assertThat(contract.randomCuts_areAnsweredAsExpected())
        .anySatisfy(MatcherContractTest::assertFails);
  }

  @Test
  void matcherThatReadsOverTheEnd_failsCutShort() {
    Contract contract =
        contract(seen -> seen.bytes().get(4) == 'o' ? beginsWithHello(seen) : Answer.NO);
    assertThat(contract.cutShort_isAnsweredWithoutThrowing())
        .allSatisfy(MatcherContractTest::assertFails);
  }

  @Test
  void matcherThatChangesItsMindAtTheEnd_fails() {
    Contract contract = contract(seen -> seen.complete() ? Answer.NO : beginsWithHello(seen));
    assertThat(contract.cutShort_isAnsweredWithoutThrowing())
        .anySatisfy(MatcherContractTest::assertFails);
  }

  @Test
  void matcherWhoseNamesSayOtherwise_fails() {
    Contract contract =
        new Contract(
            new SampleMatcher(
                MatcherContractTest::beginsWithHello,
                new HostNames(HostNames.Subject.SNI, List.of())));
    assertThat(contract.names_standForTheMatcher()).anySatisfy(MatcherContractTest::assertFails);
  }

  @Test
  void samplesOfOneAnswerAlone_fail() {
    Contract contract = contract(seen -> Answer.YES);
    Contract onlyYes =
        new Contract(contract.matcher) {
          @Override
          protected Stream<Sample> samples() {
            return Stream.of(new Sample("hello", contract.matcher, "hello", Answer.YES));
          }
        };
    assertThat(onlyYes.samples_areOfBothAnswers()).anySatisfy(MatcherContractTest::assertFails);
  }

  private static Answer beginsWithHello(Preface seen) {
    byte[] word = {'h', 'e', 'l', 'l', 'o'};
    for (int i = 0; i < word.length; i++) {
      if (i == seen.bytes().limit()) {
        return Answer.MORE;
      }
      if (seen.bytes().get(i) != word[i]) {
        return Answer.NO;
      }
    }
    return Answer.YES;
  }

  private static Contract contract(Function<Preface, Answer> answer) {
    return new Contract(new SampleMatcher(answer, null));
  }

  private static void assertPasses(DynamicTest test) {
    assertThatCode(() -> test.getExecutable().execute()).doesNotThrowAnyException();
  }

  private static void assertFails(DynamicTest test) {
    assertThatCode(() -> test.getExecutable().execute()).isInstanceOf(Throwable.class);
  }

  private static class Contract extends MatcherContract {

    final Matcher matcher;

    Contract(Matcher matcher) {
      this.matcher = matcher;
    }

    @Override
    protected Stream<Sample> samples() {
      return Stream.of(
          new Sample("hello", matcher, "hello world", Answer.YES),
          new Sample("help", matcher, "help", Answer.NO),
          new Sample("hell", matcher, "hell", Answer.NO));
    }

    Stream<DynamicTest> all() {
      return Stream.of(
              samples_areOfBothAnswers(),
              whole_isAnsweredAsExpected(),
              byteByByte_isAnsweredAsExpected(),
              randomCuts_areAnsweredAsExpected(),
              cutShort_isAnsweredWithoutThrowing(),
              randomBytes_areAnsweredWithoutThrowing(),
              withoutNeeds_isAnsweredWithoutBytes(),
              names_standForTheMatcher())
          .flatMap(tests -> tests);
    }
  }

  private record SampleMatcher(Function<Preface, Answer> answer, @Nullable HostNames names)
      implements Matcher {

    @Override
    public Set<Need> needs() {
      return Set.of(Need.BYTES);
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return answer.apply(preface);
    }
  }
}
