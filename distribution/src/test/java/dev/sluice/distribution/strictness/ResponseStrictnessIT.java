package dev.sluice.distribution.strictness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.distribution.strictness.ResponseOutcome.End;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
  private static Compared<ResponseOutcome> all =
      new Compared<>(CASES, List.of(), List.of(), List.of());
  private static Set<Integer> reused = Set.of();

  @BeforeAll
  static void playAll() throws Exception {
    try (ResponsePlay one = new ResponsePlay(Contestant::nginx, temp, CASES);
        ResponsePlay two = new ResponsePlay(Contestant::haproxy, temp, CASES);
        ResponsePlay us = new ResponsePlay(Contestant::ours, temp, CASES)) {
      Lanes.run(CASES.size(), List.<Lanes.Playing>of(one::play, two::play, us::play));
      all = new Compared<>(CASES, us.outcomes(), one.outcomes(), two.outcomes());
      reused = us.reused();
      new Table(CASES, all.columns(us.title(), one.title(), two.title()))
          .print("strictness-responses.txt");
    }
  }

  @Test
  void wellFormedResponses_arePassedOnByAll() {
    assertThat(
            all.where(i ->
                CASES.get(i).row().equals("well-formed")
                    && all.ours().get(i).end() == End.PASSED
                    && all.nginx().get(i).end() == End.PASSED
                    && all.haproxy().get(i).end() == End.PASSED))
        .hasSize(2);
  }

  @Test
  void nothingIsPassedOn_thatTheStricterOfTheTwoWouldNot() {
    assertThat(
            all.where(i ->
                all.ours().get(i).end() == End.PASSED
                    && (all.nginx().get(i).stopped() || all.haproxy().get(i).stopped())))
        .isEmpty();
  }

  @Test
  void whatClientsGet_keepsTheGrammar() {
    assertThat(all.where(i -> all.ours().get(i).end() == End.BROKEN)).isEmpty();
  }

  @Test
  void nextRequests_getTheirOwnAnswers() {
    assertThat(all.where(i -> all.ours().get(i).poisoned())).isEmpty();
    assertThat(all.where(i -> reused.contains(i))).as("connections that were used again").isEmpty();
  }
}
