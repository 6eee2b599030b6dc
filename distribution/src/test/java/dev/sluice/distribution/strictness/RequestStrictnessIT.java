package dev.sluice.distribution.strictness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.distribution.strictness.Table.Column;
import io.netty.util.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * No request gets further here than behind the stricter of nginx and HAProxy, and what servers are
 * told keeps the grammar.
 */
@Timeout(180)
class RequestStrictnessIT {

  private static final List<Case> CASES = RequestCases.all();

  /** Milliseconds of silence after which a client gives up: at first, and where it matters. */
  private static final int HURRIED = 300;

  private static final int PATIENT = 5_000;

  @TempDir private static Path temp;
  private static List<Outcome> ours = List.of();
  private static List<Outcome> nginx = List.of();
  private static List<Outcome> haproxy = List.of();
  private static List<StrictServer.Noted> unknown = List.of();

  @BeforeAll
  static void playAll() throws Exception {
    try (Play one = new Play(Contestant::nginx, temp, CASES);
        Play two = new Play(Contestant::haproxy, temp, CASES);
        Play us = new Play(Contestant::ours, temp, CASES)) {
      Lanes.run(
          CASES.size(),
          List.<Lanes.Playing>of(
              i -> one.play(i, HURRIED), i -> two.play(i, HURRIED), i -> us.play(i, HURRIED)));
      for (Play peer : List.of(one, two)) {
        askAgain(peer, us);
      }
      nginx = one.end();
      haproxy = two.end();
      ours = us.end();
      unknown = us.unknown();
      print(us.title(), one.title(), two.title());
    }
  }

  /** On a busy machine a peer may look strict because its client gave up. */
  private static void askAgain(Play peer, Play us) throws Exception {
    for (int i = 0; i < CASES.size(); i++) {
      Outcome outcome = peer.outcome(i);
      if (outcome.answer().hurried() && outcome.served() < us.outcome(i).served()) {
        peer.again(i, PATIENT);
      }
    }
  }

  private static void print(String us, String one, String two) throws Exception {
    String netty =
        Objects.requireNonNull(Version.identify().get("netty-codec-http")).artifactVersion();
    int[] requests =
        IntStream.range(0, CASES.size())
            .map(i -> NettyReader.requests(CASES.get(i).numbered(i) + RequestCases.END))
            .toArray();
    new Table(
            CASES,
            List.of(
                column(us, ours),
                column(one, nginx),
                column(two, haproxy),
                new Column(
                    "Netty " + netty,
                    i -> requests[i] + " requests",
                    i -> requests[i] > 0 ? "served" : "")))
        .print("strictness-requests.txt");
  }

  private static Column column(String title, List<Outcome> outcomes) {
    return new Column(title, i -> outcomes.get(i).shown(), i -> outcomes.get(i).counted());
  }

  @Test
  void wellFormedRequests_areServedByAll() {
    assertThat(where(i -> CASES.get(i).row().equals("well-formed")))
        .isNotEmpty()
        .isEqualTo(
            where(i ->
                CASES.get(i).row().equals("well-formed")
                    && ours.get(i).served() == 2
                    && nginx.get(i).served() == 2
                    && haproxy.get(i).served() == 2));
  }

  @Test
  void nothingGetsFurther_thanBehindTheStricterOfTheTwo() {
    assertThat(CASES).hasSizeGreaterThan(300);
    assertThat(
            where(i ->
                laxer(i) && Exemption.REQUESTS.stream().noneMatch(e -> e.covers(CASES.get(i)))))
        .isEmpty();
  }

  @Test
  void everyExemption_isNeeded() {
    assertThat(Exemption.REQUESTS.stream().filter(each -> !isNeeded(each))).isEmpty();
  }

  private static boolean isNeeded(Exemption exemption) {
    return IntStream.range(0, CASES.size())
        .anyMatch(i -> laxer(i) && exemption.covers(CASES.get(i)));
  }

  private static boolean laxer(int i) {
    int allowed = Math.min(allowance(nginx.get(i)), allowance(haproxy.get(i)));
    return ours.get(i).served() > allowed;
  }

  private static int allowance(Outcome peer) {
    return peer.broken() ? Integer.MAX_VALUE : peer.served();
  }

  @Test
  void whatServersAreTold_keepsTheGrammar() {
    assertThat(where(i -> ours.get(i).broken())).isEmpty();
    assertThat(unknown).isEmpty();
  }

  @Test
  void bodies_endWhereTheyEndForOthers() {
    assertThat(where(i -> differs(i, nginx) || differs(i, haproxy))).isEmpty();
  }

  private static boolean differs(int i, List<Outcome> peers) {
    Outcome peer = peers.get(i);
    return !peer.broken()
        && peer.served() == ours.get(i).served()
        && !peer.bodies().equals(ours.get(i).bodies());
  }

  @Test
  void everyInput_isDecided() {
    assertThat(where(i -> ours.get(i).answer().ending().equals(Answer.SILENCE))).isEmpty();
    assertThat(where(i -> ours.get(i).answer().shown().contains("no HTTP"))).isEmpty();
  }

  /** Cases of which something is true, with what each proxy made of them. */
  private static List<String> where(IntPredicate condition) {
    return IntStream.range(0, CASES.size())
        .filter(condition)
        .mapToObj(i ->
            String.join(
                "\n  ",
                CASES.get(i).row() + ": " + CASES.get(i).shown(),
                "ours " + ours.get(i).shown(),
                "nginx " + nginx.get(i).shown(),
                "HAProxy " + haproxy.get(i).shown()))
        .toList();
  }
}
