package dev.sluice.it.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.runtime.Reload;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Extensions that fail in every way there is: the session is refused where it cannot do without
 * them, what others do goes on, and the proxy can be reloaded and stopped.
 */
class FaultTest {

  private static final List<String> THROWN =
      List.of("checked", "assertion", "no-class", "overflow");

  /** Every method that is called while sessions run, with how its session then ends. */
  static Stream<Arguments> faults() {
    return Stream.of(
            "match: in/<NOSRV> IR",
            "on-accept: in/<NOSRV> IR",
            "on-route: app/<NOSRV> IR",
            "pick: app/<NOSRV> IC",
            "emit: app/s1 IC",
            "on-close: app/s1 --",
            "format: ",
            "write: app/s1 --",
            "close: app/s1 --")
        .map(each -> each.split(": ", 2))
        .flatMap(each ->
            Stream.concat(THROWN.stream(), Stream.of("null", "block"))
                .map(how -> Arguments.of(each[0], how, each[1])));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fault_endsItsSessionAlone(String at, String how, String outcome) throws Exception {
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy = TestProxy.start(text(at, how, server))) {
      boolean works = how.equals("block") || outcome.endsWith("--") || outcome.isEmpty();
      works |= how.equals("null") && !asks(at);
      // The one event loop has the faulty session and those of others.
      try (FakeClient other = FakeClient.connect(proxy.port("others"))) {
        assertThat(answer(proxy.port("in"))).isEqualTo(works ? "answer" : "");
        assertThat(answer(proxy.port("in"))).isEqualTo(works ? "answer" : "");
        other.send("x");
        other.finish();
        assertThat(other.receiveAll().text()).isEqualTo("answer");
      }
      proxy.awaitNoSessions();
      assertThat(proxy.proxy().sessions()).isZero();
      boolean logged = !at.equals("format") || !THROWN.contains(how);
      List<String> outcomes =
          proxy.logged(logged ? 3 : 1).stream().map(line -> line.outcome()).toList();
      String expected = works ? "app/s1 --" : outcome;
      assertThat(outcomes)
          .containsExactlyInAnyOrderElementsOf(
              logged ? Arrays.asList(expected, expected, "app2/s1 --") : List.of("app2/s1 --"));
      assertThat(proxy.reload(text("nothing", how, server))).isInstanceOf(Reload.Accepted.class);
      assertThat(answer(proxy.port("in"))).isEqualTo("answer");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"checked", "assertion", "no-class", "overflow", "null"})
  void faultOfACheck_isAFailedCheck(String how) throws Exception {
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy = TestProxy.start(text("probe", how, server))) {
      ServerState state =
          Objects.requireNonNull(proxy.proxy().backends().get("app3")).servers().iterator().next();
      await("the server is down").atMost(Duration.ofSeconds(15)).until(() -> !state.up());
      assertThat(state.transitions().getLast().reason())
          .startsWith("check faulty: failed itself: ");
      assertThat(answer(proxy.port("in"))).isEqualTo("answer");

      assertThat(proxy.reload(text("nothing", how, server))).isInstanceOf(Reload.Accepted.class);
      await("the server is up").atMost(Duration.ofSeconds(15)).until(state::up);
    }
  }

  /** Whether a null is an answer, to something that was asked. */
  private static boolean asks(String at) {
    return List.of("match", "on-accept", "on-route", "pick", "emit").contains(at);
  }

  private static String answer(int port) throws Exception {
    try (FakeClient client = FakeClient.connect(port)) {
      client.send("x");
      client.finish();
      return client.receiveAll().text();
    }
  }

  private static String text(String at, String how, FakeServer server) {
    String faulty = "{ \"faulty\": { \"at\": \"%s\", \"how\": \"%s\" } }".formatted(at, how);
    return """
    { "global": { "threads": 1 },
      "logs": { "faulty": %1$s, "memory": { "memory": {} } },
      "frontends": {
        "in": { "bind": "127.0.0.1:0",
                "filters": [ %1$s ],
                "log": [ "faulty", "memory" ], "log-format": %1$s,
                "routes": [ { "match": %1$s, "backend": "app" } ] },
        "others": { "bind": "127.0.0.1:0", "log": "memory", "default-backend": "app2" } },
      "backends": {
        "app": { "balance": %1$s, "emit": [ %1$s ], "servers": { "s1": { "address": "%2$s" } } },
        "app2": { "servers": { "s1": { "address": "%2$s" } } },
        "app3": { "servers": { "s1": { "address": "%2$s", "check": { "faulty": %3$s,
                  "inter": "50ms" } } } } } }
    """
        .formatted(
            faulty, server.address(), "{ \"at\": \"%s\", \"how\": \"%s\" }".formatted(at, how));
  }
}
