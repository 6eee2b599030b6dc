package dev.sluice.distribution.strictness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.distribution.strictness.ResponseOutcome.End;
import dev.sluice.distribution.strictness.Table.Column;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * No response is passed on whole that the stricter of nginx and HAProxy would not pass on, and none
 * reaches a request that it was not for.
 */
@Timeout(180)
class ResponseStrictnessIT {

  private static final List<Case> CASES = ResponseCases.all();

  @TempDir private static Path temp;
  private static final List<ResponseOutcome> OURS = new ArrayList<>();
  private static final List<ResponseOutcome> NGINX = new ArrayList<>();
  private static final List<ResponseOutcome> HAPROXY = new ArrayList<>();
  private static Set<Integer> reused = Set.of();

  @BeforeAll
  static void playAll() throws Exception {
    try (ResponsePlay one = new ResponsePlay(Contestant::nginx, temp, CASES);
        ResponsePlay two = new ResponsePlay(Contestant::haproxy, temp, CASES);
        ResponsePlay us = new ResponsePlay(Contestant::ours, temp, CASES)) {
      Lanes.run(CASES.size(), List.<Lanes.Playing>of(one::play, two::play, us::play));
      for (int i = 0; i < CASES.size(); i++) {
        NGINX.add(one.outcome(i));
        HAPROXY.add(two.outcome(i));
        OURS.add(us.outcome(i));
      }
      reused = us.reused();
      new Table(
              CASES,
              List.of(
                  column(us.title(), OURS),
                  column(one.title(), NGINX),
                  column(two.title(), HAPROXY)))
          .print("strictness-responses.txt");
    }
  }

  private static Column column(String title, List<ResponseOutcome> outcomes) {
    return new Column(title, i -> outcomes.get(i).shown(), i -> outcomes.get(i).counted());
  }

  @Test
  void wellFormedResponses_arePassedOnByAll() {
    assertThat(
            where(i ->
                CASES.get(i).row().equals("well-formed")
                    && OURS.get(i).end() == End.PASSED
                    && NGINX.get(i).end() == End.PASSED
                    && HAPROXY.get(i).end() == End.PASSED))
        .hasSize(2);
  }

  @Test
  void nothingIsPassedOn_thatTheStricterOfTheTwoWouldNot() {
    assertThat(
            where(i ->
                OURS.get(i).end() == End.PASSED
                    && (NGINX.get(i).stopped() || HAPROXY.get(i).stopped())))
        .isEmpty();
  }

  @Test
  void whatClientsGet_keepsTheGrammar() {
    assertThat(where(i -> OURS.get(i).end() == End.BROKEN)).isEmpty();
  }

  @Test
  void nextRequests_getTheirOwnAnswers() {
    assertThat(where(i -> OURS.get(i).poisoned())).isEmpty();
    assertThat(where(i -> reused.contains(i))).as("connections that were used again").isEmpty();
  }

  /** Cases of which something is true, with what each proxy made of them. */
  private static List<String> where(IntPredicate condition) {
    return IntStream.range(0, CASES.size())
        .filter(condition)
        .mapToObj(i ->
            String.join(
                "\n  ",
                CASES.get(i).row() + ": " + CASES.get(i).shown(),
                "ours " + OURS.get(i).shown(),
                "nginx " + NGINX.get(i).shown(),
                "HAProxy " + HAPROXY.get(i).shown()))
        .toList();
  }
}
