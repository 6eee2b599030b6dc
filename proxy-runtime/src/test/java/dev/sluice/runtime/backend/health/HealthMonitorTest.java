package dev.sluice.runtime.backend.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.CheckResult;
import dev.sluice.api.ServedCertificate;
import dev.sluice.runtime.backend.BackendState;
import dev.sluice.runtime.backend.FailedAttempts;
import dev.sluice.runtime.backend.Limits;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.backend.Pooling;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.backend.ServerStates;
import dev.sluice.runtime.config.model.RoutedNames;
import dev.sluice.runtime.config.model.checks.CheckConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {

  private static final Duration INTER = Duration.ofSeconds(2);
  private static final CheckConfig.@Nullable Observation NONE = null;

  /** The extensions of a generation: how many probes keep them open, and whether they are. */
  private static final class Generation implements CheckPlan.Hold {
    int users;
    boolean over;

    @Override
    public boolean enter() {
      users += over ? 0 : 1;
      return !over;
    }

    @Override
    public void leave() {
      users--;
      assertThat(users).isNotNegative();
    }
  }

  private final ManualLane lane = new ManualLane();
  private final ScriptedCheck check = new ScriptedCheck(lane);
  private final Generation generation = new Generation();
  private final BackendState backend = new ServerStates(server -> {}).backend("app");
  private final ServerState server = server("s1");
  private InstantSource clock = InstantSource.system();
  private final HealthMonitor monitor = new HealthMonitor(List.of(lane), () -> clock.instant());
  private final LogLines log =
      new LogLines(ServerState.class, Siblings.class, Ejection.class, Probe.class);

  @AfterEach
  void close() {
    log.close();
  }

  private ServerState server(String name) {
    return backend.server(
        name,
        name,
        new InetSocketAddress("192.0.2.1", 80),
        new ServerState.Settings(ServerState.Admin.READY, 1, Limits.NONE, null, false));
  }

  private CheckPlan plan(
      ServerState of, ScriptedCheck by, Generation holds, CheckConfig.@Nullable Observation limit) {
    return plan(of, by, holds, limit, INTER);
  }

  private static CheckPlan plan(
      ServerState of,
      ScriptedCheck by,
      Generation holds,
      CheckConfig.@Nullable Observation limit,
      Duration inter) {
    LiveServer live =
        new LiveServer(
            of.name(), "app", false, List.of(), new Pooling(0, Duration.ofSeconds(1)), null, of);
    return new CheckPlan(
        "http",
        by,
        live,
        List.of(),
        inter,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        2,
        3,
        Duration.ofMillis(1500),
        limit,
        holds);
  }

  private void configure(CheckPlan... plans) {
    SequencedSet<ServerState> servers = new LinkedHashSet<>(backend.servers());
    SequencedMap<ServerState, CheckPlan> all = new LinkedHashMap<>();
    for (CheckPlan plan : plans) {
      all.put(plan.server().state(), plan);
    }
    monitor.configure(servers, all, RoutedNames.of(List.of()));
    lane.run();
  }

  private void begin() {
    configure(plan(server, check, generation, NONE));
  }

  private void seconds(double seconds) {
    lane.advance(Duration.ofMillis((long) (seconds * 1000)));
  }

  private static List<String> states(ServerState server) {
    return server.transitions().stream().map(each -> each.state() + " " + each.reason()).toList();
  }

  @Test
  void server_isUpUntilItsFirstCheck_whichDecidesAlone() {
    check.fails();
    begin();
    assertThat(server.up()).isTrue();

    seconds(0.1);

    assertThat(server.up()).isFalse();
    assertThat(states(server)).containsExactly("DOWN check http: not fine");
    assertThat(log.take())
        .containsExactly(
            "WARNING backend 'app': server 's1' is DOWN: check http: not fine",
            "SEVERE backend 'app': no server is left");
  }

  @Test
  void checks_comeByInter_fasterWhileUncertain_byDowninterWhileDown() {
    begin();
    seconds(4.2);
    assertThat(check.asked).containsExactly(0L, 20L, 40L);

    check.fails();
    seconds(4.5);
    assertThat(check.asked).endsWith(60L, 70L, 80L);
    assertThat(server.up()).isFalse();

    check.passes();
    seconds(8);
    assertThat(check.asked).endsWith(80L, 130L, 140L, 160L);
    assertThat(states(server)).containsExactly("DOWN check http: not fine", "UP check http: fine");
  }

  @Test
  void firstChecks_areSpreadOverInter() {
    List<CheckPlan> plans = new ArrayList<>(List.of(plan(server, check, generation, NONE)));
    for (int i = 2; i <= 4; i++) {
      plans.add(plan(server("s" + i), check, generation, NONE));
    }
    configure(plans.toArray(CheckPlan[]::new));

    seconds(4);

    assertThat(check.asked).containsExactly(0L, 5L, 10L, 15L, 20L, 25L, 30L, 35L);
  }

  // A reload from a long inter to a short one had all servers asked in one moment, for ever after.
  @Test
  void checksThatAShorterInterMakesLate_areSpreadAnew() {
    List<ServerState> all = List.of(server, server("s2"), server("s3"), server("s4"));
    configure(plans(all, Duration.ofSeconds(40)));
    seconds(36);
    assertThat(check.asked).containsExactly(0L, 100L, 200L, 300L);

    configure(plans(all, INTER));
    check.asked.clear();
    seconds(3.9);

    assertThat(check.asked).containsExactly(360L, 365L, 370L, 375L, 380L, 385L, 390L, 395L);
  }

  private CheckPlan[] plans(List<ServerState> all, Duration inter) {
    return all.stream()
        .map(each -> plan(each, check, generation, NONE, inter))
        .toArray(CheckPlan[]::new);
  }

  // What went wrong with one answer was the end of all checks of that server.
  @Test
  void answerThatCannotBeHeeded_isNotTheLast() {
    ServedCertificate certificate = new ServedCertificate(List.of(), Instant.EPOCH, null);
    check.answer = Future.succeededFuture(new CheckResult("fine", certificate));
    clock =
        () -> {
          throw new IllegalStateException("the clock stands still");
        };
    begin();
    assertThatThrownBy(() -> seconds(0.1)).hasMessage("the clock stands still");

    check.passes();
    seconds(2.5);

    assertThat(check.asked).hasSize(2);
    assertThat(generation.users).isZero();
  }

  // A reload that failed between closing the old check and telling of the new one stopped it.
  @Test
  void checkThatIsClosed_isTriedAgain() {
    begin();
    seconds(0.5);
    generation.over = true;
    seconds(3);
    assertThat(check.asked).hasSize(1);

    generation.over = false;
    seconds(1.1);

    assertThat(check.asked).hasSize(2);
  }

  // Kinds of faults are remembered for ever, and name servers change addresses.
  @Test
  void faultOfACheck_isToldWithoutAnAddress() {
    check.fault = new AssertionError("it never happens");
    configure(plan(server("moving"), check, generation, NONE));

    seconds(0.1);

    assertThat(log.take())
        .anyMatch(line -> line.contains("server 'moving': check http failed itself"));
  }

  // It was asked all the same, though it may have been closed by then.
  @Test
  void probeThatIsAbandonedBeforeItAsks_doesNotAsk() {
    assertThat(generation.enter()).isTrue();
    Probe probe = new Probe(plan(server, check, generation, NONE));
    assertThat(probe.abandon()).isTrue();

    probe.ask(lane, (result, text) -> server.markDown(text));
    lane.run();

    assertThat(check.asked).isEmpty();
    assertThat(server.up()).isTrue();
    assertThat(generation.users).isZero();
  }

  @Test
  void checkThatIsSilent_fails_andItsLateAnswerIsNotHeard() {
    check.isSilent();
    begin();

    seconds(1.7);
    assertThat(states(server)).containsExactly("DOWN check http: nothing within 1500 ms");
    assertThat(generation.users).isZero();

    check.open.getFirst().complete(CheckResult.of("late"));
    check.passes();
    seconds(4.5);
    assertThat(check.asked).containsExactly(0L, 50L, 60L);
    assertThat(server.up()).isTrue();
  }

  @Test
  void checkThatIsUnderWay_isNotAskedAgain() {
    check.isSilent();
    begin();

    seconds(1.4);
    configure(plan(server, check, generation, NONE));
    seconds(0.1);

    assertThat(check.asked).hasSize(1);
    check.open.getFirst().complete(CheckResult.of("fine"));
    seconds(1);
    assertThat(check.asked).containsExactly(0L, 20L);
    assertThat(server.up()).isTrue();
  }

  @Test
  void checkThatThrows_hasFailed_andIsAskedAgain() {
    check.fault = new AssertionError("it never happens");
    begin();

    seconds(0.1);
    assertThat(states(server))
        .containsExactly("DOWN check http: failed itself: AssertionError: it never happens");

    check.fault = null;
    seconds(6.5);
    assertThat(server.up()).isTrue();
    assertThat(generation.users).isZero();
  }

  @Test
  @SuppressWarnings("NullAway") // what a plugin without checks may do
  void checkWithoutAResult_hasFailed() {
    Promise<CheckResult> promise = Promise.promise();
    promise.complete(null);
    check.answer = promise.future();
    begin();

    seconds(0.1);

    assertThat(states(server))
        .containsExactly(
            "DOWN check http: failed itself: NullPointerException: its result is null");
  }

  @Test
  void longReason_isCut() {
    check.answer = Future.failedFuture("x".repeat(1000));
    begin();

    seconds(0.1);

    assertThat(states(server).getFirst()).hasSizeLessThan(250).endsWith("xxx...");
  }

  @Test
  void reload_keepsStateAndRhythm_andAsksTheNewCheckNext() {
    begin();
    seconds(0.5);
    check.fails();
    seconds(2);
    assertThat(check.asked).containsExactly(0L, 20L);

    ScriptedCheck next = new ScriptedCheck(lane);
    Generation second = new Generation();
    next.fails();
    configure(plan(server, next, second, NONE));
    generation.over = true;
    seconds(1.7);

    // The failure before the reload counts.
    assertThat(check.asked).hasSize(2);
    assertThat(next.asked).containsExactly(30L, 40L);
    assertThat(server.up()).isFalse();
    assertThat(second.users).isZero();
  }

  @Test
  void reload_whileACheckIsUnderWay_doesNotCloseIt() {
    check.isSilent();
    begin();
    seconds(0.1);
    assertThat(generation.users).isOne();

    ScriptedCheck next = new ScriptedCheck(lane);
    configure(plan(server, next, new Generation(), NONE));
    assertThat(generation.users).isOne();
    check.open.getFirst().complete(CheckResult.of("fine"));
    lane.run();

    assertThat(generation.users).isZero();
  }

  @Test
  void reload_withoutACheck_bringsTheServerUp_andChecksNoMore() {
    check.fails();
    begin();
    seconds(0.1);
    assertThat(server.up()).isFalse();

    configure();
    seconds(10);

    assertThat(server.up()).isTrue();
    assertThat(states(server)).endsWith("UP it is not checked");
    assertThat(check.asked).hasSize(1);
  }

  // What went down, left the configuration, and came back without a check stayed down for ever.
  @Test
  void serverThatComesBackWithoutACheck_isUp() {
    check.fails();
    begin();
    seconds(0.1);
    monitor.configure(new LinkedHashSet<>(), new LinkedHashMap<>(), RoutedNames.of(List.of()));
    lane.run();
    assertThat(server.up()).isFalse();

    configure();

    assertThat(server.up()).isTrue();
  }

  @Test
  void serverInMaintenance_isNotChecked_andOneFailureAfterwardsTakesItDown() {
    begin();
    seconds(0.5);
    server.admin(ServerState.Admin.MAINT, "a test");
    seconds(10);
    assertThat(check.asked).hasSize(1);

    check.fails();
    server.admin(ServerState.Admin.READY, "a test");
    seconds(1.1);

    assertThat(check.asked).hasSize(2);
    assertThat(server.up()).isFalse();
  }

  @Test
  void attemptsToConnect_takeAnObservedServerDown_andChecksBringItUp() {
    ServerState second = server("s2");
    CheckConfig.Observation half = new CheckConfig.Observation(10, 50);
    configure(plan(server, check, generation, half), plan(second, check, generation, half));
    seconds(1.5);

    FailedAttempts.make(server, 9);
    lane.run();
    assertThat(server.up()).isTrue();
    FailedAttempts.make(server, 1);
    lane.run();
    assertThat(states(server))
        .containsExactly("DOWN observed: 10 attempts to connect failed in a row: refused");

    // Only half of them may be down by that.
    log.take();
    FailedAttempts.make(second, 11);
    lane.run();
    FailedAttempts.make(second, 1);
    lane.run();
    assertThat(second.up()).isTrue();
    assertThat(log.take())
        .containsExactly(
            "WARNING backend 'app': server 's2' is not marked DOWN, although 10 attempts to connect"
                + " failed in a row: refused (max-ejected: 1 of 2 servers may be down by"
                + " observation alone, 1 are)");

    seconds(2.2);
    assertThat(server.up()).isTrue();
    FailedAttempts.make(second, 1);
    lane.run();
    assertThat(second.up()).isFalse();
  }

  @Test
  void serverThatItsCheckFindsDownToo_makesRoomForAnother() {
    ServerState second = server("s2");
    ScriptedCheck failing = new ScriptedCheck(lane);
    CheckConfig.Observation half = new CheckConfig.Observation(10, 50);
    configure(plan(server, failing, generation, half), plan(second, check, generation, half));
    seconds(1.5);
    FailedAttempts.make(server, 10);
    failing.fails();
    seconds(1.2);

    FailedAttempts.make(second, 10);
    lane.run();

    assertThat(server.up()).isFalse();
    assertThat(second.up()).isFalse();
  }

  // Half of ten slots were five, though only two had an address: none of them was spared.
  @Test
  void slotsWithoutAnAddress_andServersInMaintenance_areNotCountedForMaxEjected() {
    CheckConfig.Observation half = new CheckConfig.Observation(10, 50);
    ServerState second = server("s2");
    server("s3").unlocate("a test");
    server("s4").admin(ServerState.Admin.MAINT, "a test");
    configure(plan(server, check, generation, half), plan(second, check, generation, half));
    seconds(1.5);

    FailedAttempts.make(server, 10);
    FailedAttempts.make(second, 10);
    lane.run();

    assertThat(server.up()).isFalse();
    assertThat(second.up()).isTrue();
  }

  @Test
  void close_leavesWhatIsUnderWay() {
    check.isSilent();
    begin();
    seconds(0.1);

    monitor.close();

    assertThat(generation.users).isZero();
    seconds(10);
    assertThat(check.asked).hasSize(1);
    assertThat(server.up()).isTrue();
  }
}
