package dev.sluice.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Filter;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.net.Dial;
import dev.sluice.runtime.net.DialHandler;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FilterChainTest {

  /** Runs what it is given when it is told to. */
  private static final class ManualLoop implements Loop {

    private final Queue<Runnable> actions = new ArrayDeque<>();

    void turn() {
      for (Runnable next = actions.poll(); next != null; next = actions.poll()) {
        next.run();
      }
    }

    @Override
    public void execute(Runnable action) {
      actions.add(action);
    }

    @Override
    public Dial dial(SocketAddress address, DialHandler handler) {
      throw new AssertionError("filters dial nothing");
    }

    @Override
    public Timer timer(Runnable action) {
      throw new AssertionError("filters are timed by the session");
    }

    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public boolean inLoop() {
      return true;
    }

    @Override
    public Context context() {
      throw new AssertionError("filters have their own");
    }
  }

  private final class Asked implements Filter {

    private final String name;
    private final Supplier<@Nullable Future<Verdict>> answer;

    Asked(String name, Supplier<@Nullable Future<Verdict>> answer) {
      this.name = name;
      this.answer = answer;
    }

    @Override
    @SuppressWarnings("NullAway") // a plugin may have been compiled without it
    public Future<Verdict> onAccept(Client client) {
      events.add("ask " + name);
      return answer.get();
    }

    @Override
    public void onClose(SessionRecord session) {
      events.add("close " + name);
      throw new AssertionError("a filter that fails when the session ends");
    }
  }

  private record TestClient(SocketAddress address, SocketAddress localAddress, String frontend)
      implements Client {}

  private static final Client CLIENT =
      new TestClient(
          new InetSocketAddress("192.0.2.1", 1), new InetSocketAddress("192.0.2.2", 2), "f");

  private static final SessionRecord ENDED =
      new EndedSession(
          1,
          CLIENT,
          Instant.EPOCH,
          1,
          null,
          null,
          null,
          null,
          null,
          null,
          Duration.ZERO,
          0,
          0,
          new Termination('P', 'R'),
          1,
          1,
          0,
          0,
          0,
          false,
          0,
          0,
          "",
          null);

  private final List<String> events = new ArrayList<>();
  private final ManualLoop loop = new ManualLoop();

  private Filter asked(String name, Supplier<@Nullable Future<Verdict>> answer) {
    return new Asked(name, answer);
  }

  private FilterChain chain(Filter... filters) {
    FilterChain chain =
        new FilterChain(List.of(filters), loop::execute, () -> events.add("failed"));
    chain.onAccept(
        CLIENT,
        () -> events.add("allowed"),
        verdict -> events.add(String.valueOf(verdict.reason())));
    return chain;
  }

  private List<String> eventsOf(Supplier<@Nullable Future<Verdict>> answer) {
    events.clear();
    chain(asked("a", answer), asked("b", () -> Verdict.ALLOWED));
    loop.turn();
    return events;
  }

  /** Throws what the compiler would not let a filter throw. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable, R> R sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void filtersAreAsked_inOrder_untilOneDenies() {
    assertThat(eventsOf(() -> Verdict.ALLOWED)).containsExactly("ask a", "ask b", "allowed");
    assertThat(eventsOf(() -> Future.succeededFuture(Verdict.deny("no"))))
        .containsExactly("ask a", "no");
  }

  @Test
  void nullForAFuture_denies() {
    assertThat(eventsOf(() -> null)).containsExactly("ask a", "failed");
  }

  @Test
  void nullForAVerdict_denies_alsoLate() {
    assertThat(eventsOf(() -> Future.succeededFuture())).containsExactly("ask a", "failed");

    events.clear();
    Promise<Verdict> late = Promise.promise();
    chain(asked("a", late::future), asked("b", () -> Verdict.ALLOWED));
    late.complete();
    loop.turn();
    assertThat(events).containsExactly("ask a", "failed");
  }

  @Test
  void denialWithoutReason_denies() {
    assertThat(eventsOf(() -> Future.succeededFuture(Verdict.deny(nothing()))))
        .containsExactly("ask a", "failed");
  }

  @SuppressWarnings("NullAway") // a plugin may have been compiled without it
  private static String nothing() {
    return null;
  }

  @Test
  void whateverAFilterThrows_denies() {
    List<Throwable> faults =
        List.of(
            new IllegalStateException("unchecked"),
            new Exception("checked"),
            new AssertionError("an error"),
            new NoClassDefFoundError("gone"),
            new StackOverflowError());
    for (Throwable fault : faults) {
      assertThat(eventsOf(() -> FilterChainTest.<RuntimeException, Future<Verdict>>sneak(fault)))
          .as("%s", fault)
          .containsExactly("ask a", "failed");
    }
  }

  @Test
  void closing_tellsThoseThatLetItIn_andAFaultKeepsNoOtherFromIt() {
    FilterChain chain =
        chain(
            asked("a", () -> Verdict.ALLOWED),
            asked("b", () -> Verdict.ALLOWED),
            asked("c", () -> Future.succeededFuture(Verdict.deny("no"))));
    chain.onClose(ENDED);
    assertThat(events).containsExactly("ask a", "ask b", "ask c", "no", "close a", "close b");
  }

  @Test
  void lateAllow_afterTheEnd_isClosedOnce_andTheNextFilterIsNotAsked() {
    Promise<Verdict> late = Promise.promise();
    FilterChain chain =
        chain(
            asked("a", () -> Verdict.ALLOWED),
            asked("b", late::future),
            asked("c", () -> Verdict.ALLOWED));
    chain.onClose(ENDED);
    late.complete(Verdict.allow());
    loop.turn();
    assertThat(events).containsExactly("ask a", "ask b", "close a", "close b");
  }

  /** A future of a plugin's own making, which tells whoever asks as often as it likes. */
  @SuppressWarnings("unchecked")
  private static Future<Verdict> futureThatKeeps(List<Handler<AsyncResult<Verdict>>> handlers) {
    return (Future<Verdict>)
        Proxy.newProxyInstance(
            FilterChainTest.class.getClassLoader(),
            new Class<?>[] {Future.class},
            (future, method, arguments) ->
                switch (method.getName()) {
                  case "isComplete" -> false;
                  case "onComplete" -> {
                    handlers.add((Handler<AsyncResult<Verdict>>) arguments[0]);
                    yield future;
                  }
                  default -> throw new AssertionError(method);
                });
  }

  // The second answer let the session in once more: filters behind it were asked twice, and what
  // follows was run twice.
  @Test
  void secondAnswer_isIgnored() {
    List<Handler<AsyncResult<Verdict>>> handlers = new ArrayList<>();
    FilterChain chain =
        chain(asked("a", () -> futureThatKeeps(handlers)), asked("b", () -> Verdict.ALLOWED));
    for (int i = 0; i < 2; i++) {
      handlers.getFirst().handle(Verdict.ALLOWED);
      handlers.getFirst().handle(Future.failedFuture("no, after all"));
    }
    loop.turn();
    assertThat(events).containsExactly("ask a", "ask b", "allowed");

    chain.onClose(ENDED);
    handlers.getFirst().handle(Verdict.ALLOWED);
    loop.turn();
    assertThat(events).containsExactly("ask a", "ask b", "allowed", "close a", "close b");
  }

  /** A future of a plugin's own making that fails in one of its methods. */
  @SuppressWarnings("unchecked")
  private static Future<Verdict> futureThatThrows(String method, boolean complete) {
    return (Future<Verdict>)
        Proxy.newProxyInstance(
            FilterChainTest.class.getClassLoader(),
            new Class<?>[] {Future.class},
            (future, called, arguments) -> {
              if (called.getName().equals("onComplete")) {
                ((Handler<AsyncResult<Verdict>>) arguments[0]).handle(Verdict.ALLOWED);
              }
              if (called.getName().equals(method)) {
                throw new IllegalStateException("a future that fails");
              }
              return called.getName().equals("isComplete") ? complete : null;
            });
  }

  // What it threw went up into the session, which was neither let in nor refused.
  @Test
  void futureThatThrows_denies_andItsLateAnswerIsIgnored() {
    for (String method : List.of("isComplete", "onComplete")) {
      assertThat(eventsOf(() -> futureThatThrows(method, false)))
          .as(method)
          .containsExactly("ask a", "failed");
    }
    assertThat(eventsOf(() -> futureThatThrows("result", true))).containsExactly("ask a", "failed");
  }

  // The next filter was asked for a session that had been refused long ago.
  @Test
  void lateAnswer_onceNobodyWaits_leadsToNothing_butTheEndIsTold() {
    for (Verdict verdict : List.of(Verdict.allow(), Verdict.deny("no"))) {
      events.clear();
      Promise<Verdict> late = Promise.promise();
      FilterChain chain = chain(asked("a", late::future), asked("b", () -> Verdict.ALLOWED));
      chain.stop();
      late.complete(verdict);
      loop.turn();
      assertThat(events).containsExactly("ask a");

      chain.onClose(ENDED);
      if (verdict.reason() == null) {
        assertThat(events).containsExactly("ask a", "close a");
      }
    }
  }

  @Test
  void lateDenial_afterTheEnd_isNotClosed() {
    Promise<Verdict> late = Promise.promise();
    FilterChain chain = chain(asked("a", late::future));
    chain.onClose(ENDED);
    late.complete(Verdict.deny("too late"));
    loop.turn();
    assertThat(events).containsExactly("ask a", "too late");
  }
}
