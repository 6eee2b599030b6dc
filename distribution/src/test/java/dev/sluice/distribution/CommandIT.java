package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that end by themselves, and starts that fail. */
@Timeout(60)
class CommandIT {

  private static final String BAD =
      """
      {
        "frontends": {
          "web": {
            "bind": "127.0.0.1:99999", // no such port
            "routes": [ { "match": { "sni": "a..b" }, "backend": "ap" } ]
          }
        },
        "backends": { "app": { "servers": { "s1": { "address": "127.0.0.1:1" } } } }
      }
      """;

  @TempDir private static Path temp;
  private static Product product;

  @BeforeAll
  static void unpack() throws IOException {
    product = Product.unpack(temp);
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(temp.resolve(name), text);
  }

  @Test
  void check_goodConfiguration_exits0() throws Exception {
    Path good = file("good.json", Config.plain(Ports.free(), Ports.free()));

    Command.Outcome outcome = product.run("check", "-c", good.toString());

    assertThat(outcome.exit()).as(outcome.text()).isZero();
    assertThat(outcome.out()).isEqualTo(good + ": no problems, no warnings\n");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void check_badConfiguration_showsEveryProblemAtItsPlace_andExits1() throws Exception {
    Path bad = file("bad.json", BAD);

    Command.Outcome outcome = product.run("check", "-c", bad.toString());

    assertThat(outcome.exit()).as(outcome.text()).isEqualTo(1);
    String place = Pattern.quote(bad.toString());
    assertThat(outcome.out().lines().toList())
        .hasSize(4)
        .anySatisfy(line ->
            assertThat(line)
                .matches(
                    place + ":4:15: /frontends/web/bind: \"127.0.0.1:99999\" .*\\(expected .*"))
        .anySatisfy(line ->
            assertThat(line)
                .matches(place + ":5:39: /frontends/web/routes/0/match/sni: \"a..b\" is not a .*"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(bad + ":5:60: /frontends/web/routes/0/backend: \"ap\" ")
                .endsWith("; did you mean \"app\"?"))
        .last()
        .isEqualTo(bad + ": 3 problems, no warnings");
  }

  @Test
  void check_json_isOneObject() throws Exception {
    Path bad = file("bad-for-json.json", BAD);

    Command.Outcome outcome = product.run("check", "--json", "-c", bad.toString());

    assertThat(outcome.exit()).isEqualTo(1);
    JsonObject findings = new JsonObject(outcome.out());
    assertThat(findings.getJsonArray("problems")).hasSize(3);
    assertThat(findings.getJsonArray("problems").getJsonObject(1).getInteger("line")).isEqualTo(5);
    assertThat(findings.getJsonArray("problems").getJsonObject(1).getString("pointer"))
        .isEqualTo("/frontends/web/routes/0/match/sni");
    assertThat(findings.getJsonArray("failed-plugins")).isEmpty();
  }

  @Test
  void version_tellsAllVersions() throws Exception {
    Command.Outcome outcome = product.run("version");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .containsPattern("(?m)^Sluice \\d+\\.\\d+\\.\\d+")
        .containsPattern("(?m)^Java 25")
        .containsPattern("(?m)^Vert\\.x 5\\.")
        .containsPattern("(?m)^Netty 4\\.2\\.\\d+\\.Final, transport ");
  }

  @Test
  void plugins_listsTheWordsOfAllJars() throws Exception {
    Command.Outcome outcome = product.run("plugins");

    assertThat(outcome.exit()).isZero();
    for (String word :
        List.of(
            "sni",
            "alpn",
            "host",
            "path",
            "method",
            "header",
            "src",
            "tls",
            "not",
            "allow",
            "deny",
            "roundrobin",
            "random",
            "stdout",
            "file",
            "tcplog")) {
      assertThat(outcome.out()).containsPattern("(?m)^  " + word + " ");
    }
    assertThat(outcome.out()).doesNotContain("failed:");
  }

  @Test
  void wordThatIsNoCommand_isUsage() throws Exception {
    assertUsage(product.run("frobnicate"));
    assertUsage(product.run("check", "--frobnicate"));
    assertUsage(product.run("run", "-c"));
  }

  private static void assertUsage(Command.Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.text()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("proxy: ").contains("--help");
  }

  @Test
  void run_withoutConfiguration_exits1_namingTheFile() throws Exception {
    Path nowhere = temp.resolve("nowhere.json");

    Command.Outcome outcome = product.run("-c", nowhere.toString());

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).contains(nowhere + ": does not exist");
  }

  @Test
  void run_withABadConfiguration_exits1_withTheSameLinesAsCheck() throws Exception {
    Path bad = file("bad-to-run.json", BAD);
    String problems =
        product.run("check", "-c", bad.toString()).out().replaceFirst("(?m)^.* warnings\n", "");

    Command.Outcome outcome = product.run("run", "-c", bad.toString());

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).isEqualTo(problems + "proxy: not started, 3 problems\n");
  }

  @Test
  void run_withATakenPort_exits3_withOneLine_andNothingStaysBound() throws Exception {
    int first = Ports.free();
    int last = Ports.free();
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Ports.on(Ports.free()));
      Path file =
          file(
              "taken.json",
              """
              {
                "frontends": {
                  "web": {
                    "bind": [ "127.0.0.1:%d", "127.0.0.1:%d", "127.0.0.1:%d" ],
                    "default-backend": "app"
                  }
                },
                "backends": { "app": { "servers": { "s1": { "address": "127.0.0.1:1" } } } }
              }
              """
                  .formatted(first, taken.getLocalPort(), last));

      Command.Outcome outcome = product.run("run", "-c", file.toString());

      assertThat(outcome.exit()).as(outcome.text()).isEqualTo(3);
      assertThat(outcome.text().lines())
          .singleElement()
          .asString()
          .startsWith("proxy: frontend 'web': bind 127.0.0.1:" + taken.getLocalPort() + ": ")
          .contains("in use");
      assertThat(Ports.isFree(first)).isTrue();
      assertThat(Ports.isFree(last)).isTrue();
    }
  }
}
