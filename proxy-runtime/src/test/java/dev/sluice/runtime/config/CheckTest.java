package dev.sluice.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Check;
import dev.sluice.api.CheckResult;
import dev.sluice.api.session.Server;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.ServerConfig;
import dev.sluice.runtime.config.model.checks.CheckConfig;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration says about checks. */
class CheckTest {

  private static final Key<String> PATH = Key.required("path", Type.text(), "What is asked for");

  /** Passes for servers that a name is routed to. */
  private static final class Picky implements Check {
    @Override
    public Future<CheckResult> probe(Server server, Duration timeout) {
      return Future.succeededFuture(CheckResult.of("fine"));
    }

    @Override
    public @Nullable String neverPasses(Server server) {
      return server.routedNames().isEmpty() ? "has no name (expected a route)" : null;
    }
  }

  @TempDir private Path home;
  private final Words words = new Words();

  @BeforeEach
  void addChecks() {
    Check fine = (server, timeout) -> Future.succeededFuture(CheckResult.of("fine"));
    words.add(Check.class, "tcp", SettingsSpec.none(), (_, _) -> fine);
    words.add(Check.class, "http", SettingsSpec.of(PATH), (_, _) -> fine);
    words.add(Check.class, "picky", SettingsSpec.none(), (_, _) -> new Picky());
  }

  private Configuration configuration() {
    return new Configuration(home, words);
  }

  private static String text(String backend, String server) {
    return """
    {
      "frontends": { "in": { "bind": "127.0.0.1:0", "default-backend": "app" } },
      "backends": { "app": { %s
        "servers": { "s1": { "address": "127.0.0.1:1" %s } } } }
    }
    """
        .formatted(backend, server);
  }

  private @Nullable CheckConfig check(String backend, String server) {
    List<ServerConfig> servers =
        Objects.requireNonNull(
                configuration().accepted(text(backend, server)).backends().get("app"))
            .servers();
    return servers.getFirst().check();
  }

  private static String summary(@Nullable CheckConfig check) {
    return check == null
        ? "none"
        : "%s %d/%d/%d rise %d fall %d timeout %d"
            .formatted(
                check.check().word(),
                check.inter().toMillis(),
                check.fastinter().toMillis(),
                check.downinter().toMillis(),
                check.rise(),
                check.fall(),
                check.timeout().toMillis());
  }

  @Test
  void server_withoutCheck_hasNone() {
    assertThat(check("", "")).isNull();
    assertThat(check("", ", \"check\": false")).isNull();
    assertThat(check("\"check\": true,", ", \"check\": false")).isNull();
  }

  @Test
  void check_isTcp_unlessItSaysOtherwise() {
    String usual = "tcp 2000/2000/2000 rise 2 fall 3 timeout 2000";
    assertThat(summary(check("", ", \"check\": true"))).isEqualTo(usual);
    assertThat(summary(check("\"check\": true,", ""))).isEqualTo(usual);
    assertThat(summary(check("\"check\": \"tcp\",", ""))).isEqualTo(usual);
    assertThat(summary(check("", ", \"check\": {\"inter\": \"5s\", \"rise\": 1}")))
        .isEqualTo("tcp 5000/5000/5000 rise 1 fall 3 timeout 5000");
  }

  @Test
  void word_standsBesideTheTimes() {
    String check =
        """
        , "check": { "http": { "path": "/" }, "inter": "1s", "fastinter": "200ms",
                     "downinter": "4s", "fall": 1 }
        """;
    assertThat(summary(check("\"timeouts\": {\"check\": \"300ms\"},", check)))
        .isEqualTo("http 1000/200/4000 rise 2 fall 1 timeout 300");
  }

  // As "option httpchk" of a backend and "check" of a server in HAProxy.
  @Test
  void server_takesFromItsBackend_whatItDoesNotSay() {
    String backend =
        "\"check\": { \"http\": { \"path\": \"/\" }, \"inter\": \"1s\", \"fall\": 7 },";
    assertThat(summary(check(backend, ""))).startsWith("http 1000/1000/1000 rise 2 fall 7");
    assertThat(summary(check(backend, ", \"check\": true"))).startsWith("http 1000");
    assertThat(summary(check(backend, ", \"check\": {\"inter\": \"3s\"}")))
        .startsWith("http 3000/3000/3000 rise 2 fall 7");
    assertThat(summary(check(backend, ", \"check\": \"tcp\""))).startsWith("tcp 1000");
  }

  @Test
  void observation_hasItsOwnKeys() {
    CheckConfig check =
        check("", ", \"check\": {\"observe\": \"layer4\", \"max-ejected\": \"100%\"}");
    assertThat(Objects.requireNonNull(check).observation())
        .isEqualTo(new CheckConfig.Observation(10, 100));
    assertThat(new CheckConfig.Observation(10, 50).most(3)).isOne();
  }

  @Test
  void wrongChecks_areReportedWithPlaceAndRemedy() {
    assertThat(configuration().problems(text("\"check\": \"htp\",", "")))
        .containsExactly(
            "conf/proxy.json:3:35: /backends/app/check: \"htp\" is not a known check (expected"
                + " \"http\", \"picky\", \"tcp\"); did you mean \"http\"?");
    assertThat(
            configuration()
                .problems(text("\"check\": {\"http\": {\"path\": \"/\"}, \"iter\": \"1s\"},", "")))
        .singleElement()
        .asString()
        .contains("/backends/app/check/iter: unknown key (expected http, picky, tcp, inter, ")
        .endsWith("; did you mean \"inter\"?");
    assertThat(configuration().problems(text("\"check\": {\"tcp\": {}, \"picky\": {}},", "")))
        .singleElement()
        .asString()
        .contains("/backends/app/check: is an object of 2 words (expected exactly one of");
    assertThat(
            configuration()
                .problems(text("\"check\": {\"rise\": 0, \"fall\": 0, \"inter\": \"0s\"},", "")))
        .hasSize(3)
        .anySatisfy(problem -> assertThat(problem).contains("/check/rise: ", "from 1 to 1000"))
        .anySatisfy(problem -> assertThat(problem).contains("/check/inter: ", "no time at all"));
    assertThat(configuration().problems(text("\"check\": {\"max-ejected\": \"120%\"},", "")))
        .singleElement()
        .asString()
        .contains("\"120%\" is not a share (expected \"0%\" to \"100%\")");
    assertThat(configuration().problems(text("\"check\": 5,", "")))
        .singleElement()
        .asString()
        .contains("5 is a number (expected true or false, or \"http\"");
  }

  @Test
  void checkThatCanNeverPass_isAProblem() {
    assertThat(configuration().problems(text("", ", \"check\": \"picky\"")))
        .containsExactly(
            "conf/proxy.json:4:62: /backends/app/servers/s1/check: \"picky\" has no name (expected"
                + " a route)");
    String routed =
        """
        { "frontends": { "in": { "bind": "127.0.0.1:0", "routes": [
            { "match": { "sni": "a.example" }, "backend": "app" } ] } },
          "backends": { "app": { "check": "picky",
            "servers": { "s1": { "address": "127.0.0.1:1" } } } } }
        """;
    assertThat(configuration().problems(routed)).isEmpty();
  }

  @Test
  void settingsWithoutEffect_areWarnedOf() {
    assertThat(configuration().warnings(text("\"timeouts\": {\"check\": \"1s\"},", "")))
        .singleElement()
        .asString()
        .contains("/backends/app/timeouts/check: no server of this backend is checked");
    assertThat(configuration().warnings(text("\"check\": {\"observe\": \"layer4\"},", "")))
        .singleElement()
        .asString()
        .contains("\"observe\" has no effect: 50% of 1, rounded down, is no server");
    String defaults = "{ \"defaults\": { \"timeouts\": {\"check\": \"1s\"} }, ";
    assertThat(configuration().warnings(text("", "").replaceFirst("\\{", defaults))).isEmpty();
  }

  @Test
  void without_anyCheckPlugin_trueIsAProblem() {
    words.without(Check.class);
    assertThat(configuration().problems(text("\"check\": true,", "")))
        .singleElement()
        .asString()
        .contains("\"tcp\" is not a known check (expected a plugin that brings a check)");
  }
}
