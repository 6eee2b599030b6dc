package dev.sluice.distribution.strictness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.distribution.strictness.Table.Column;
import io.netty.util.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  private static Compared<Outcome> all = new Compared<>(CASES, List.of(), List.of(), List.of());
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
      List<Outcome> nginx = one.end();
      List<Outcome> haproxy = two.end();
      all = new Compared<>(CASES, us.end(), nginx, haproxy);
      unknown = us.unknown();
      print(all.columns(us.title(), one.title(), two.title()));
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

  private static void print(List<Column> proxies) throws Exception {
    String netty =
        Objects.requireNonNull(Version.identify().get("netty-codec-http")).artifactVersion();
    int[] requests =
        IntStream.range(0, CASES.size())
            .map(i -> NettyReader.requests(CASES.get(i).numbered(i) + RequestCases.END))
            .toArray();
    List<Column> columns = new ArrayList<>(proxies);
    columns.add(
        new Column(
            "Netty " + netty,
            i -> requests[i] + " requests",
            i -> requests[i] > 0 ? "served" : ""));
    new Table(CASES, columns).print("strictness-requests.txt");
  }

  @Test
  void wellFormedRequests_areServedByAll() {
    assertThat(all.where(i -> CASES.get(i).row().equals("well-formed")))
        .isNotEmpty()
        .isEqualTo(
            all.where(i ->
                CASES.get(i).row().equals("well-formed")
                    && all.ours().get(i).served() == 2
                    && all.nginx().get(i).served() == 2
                    && all.haproxy().get(i).served() == 2));
  }

  @Test
  void nothingGetsFurther_thanBehindTheStricterOfTheTwo() {
    assertThat(CASES).hasSizeGreaterThan(300);
    assertThat(
            all.where(i ->
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
    int allowed = Math.min(allowance(all.nginx().get(i)), allowance(all.haproxy().get(i)));
    return all.ours().get(i).served() > allowed;
  }

  private static int allowance(Outcome peer) {
    return peer.broken() ? Integer.MAX_VALUE : peer.served();
  }

  @Test
  void whatServersAreTold_keepsTheGrammar() {
    assertThat(all.where(i -> all.ours().get(i).broken())).isEmpty();
    assertThat(unknown).isEmpty();
  }

  @Test
  void bodies_endWhereTheyEndForOthers() {
    assertThat(all.where(i -> differs(i, all.nginx()) || differs(i, all.haproxy()))).isEmpty();
  }

  private static boolean differs(int i, List<Outcome> peers) {
    Outcome peer = peers.get(i);
    return !peer.broken()
        && peer.served() == all.ours().get(i).served()
        && !peer.bodies().equals(all.ours().get(i).bodies());
  }

  @Test
  void everyInput_isDecided() {
    assertThat(all.where(i -> all.ours().get(i).answer().ending().equals(Answer.SILENCE)))
        .isEmpty();
    assertThat(all.where(i -> all.ours().get(i).answer().shown().contains("no HTTP"))).isEmpty();
  }
}
