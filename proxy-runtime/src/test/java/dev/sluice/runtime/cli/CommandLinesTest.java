package dev.sluice.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class CommandLinesTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Launcher.Setup> launched = new ArrayList<>();

  private int execute(String... arguments) {
    Launcher launcher =
        setup -> {
          launched.add(setup);
          throw new LaunchException(ExitCode.FAILED, "cannot bind *:80: permission denied");
        };
    CommandLine proxy = CommandLines.of(new Home(folder), launcher);
    proxy.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return proxy.execute(CommandLines.withDefault(arguments));
  }

  @Test
  void noCommand_runsTheDefaultConfiguration() {
    assertThat(execute()).isEqualTo(3);

    Path file = folder.resolve("conf/proxy.json");
    assertThat(launched)
        .containsExactly(
            new Launcher.Setup(folder, folder.resolve("plugins"), file, file.toString()));
    assertThat(err).hasToString("proxy: cannot bind *:80: permission denied" + line());
  }

  @Test
  void optionsWithoutCommand_areThoseOfRun() {
    assertThat(execute("-c", "x/y.json")).isEqualTo(3);

    assertThat(launched)
        .containsExactly(
            new Launcher.Setup(
                folder,
                folder.resolve("plugins"),
                Path.of("x/y.json").toAbsolutePath(),
                "x/y.json"));
  }

  @Test
  void whatIsNotUnderstood_exits2WithAHint() {
    assertThat(execute("chekc")).isEqualTo(2);
    assertThat(err.toString()).contains("chekc").contains("check").contains("Try 'proxy --help'.");

    assertThat(execute("check", "--yaml")).isEqualTo(2);
    assertThat(err.toString()).contains("--yaml").contains("Try 'proxy check --help'.");

    assertThat(execute("demo", "--seconds", "soon")).isEqualTo(2);
    assertThat(launched).isEmpty();
  }

  @Test
  void help_namesEveryCommandAndExits0() {
    assertThat(execute("--help")).isZero();

    assertThat(out.toString()).contains("run", "check", "plugins", "demo", "version");
    for (String command : List.of("run", "check", "plugins", "demo", "version")) {
      assertThat(execute(command, "--help")).isZero();
      assertThat(out.toString()).contains("Usage: proxy " + command);
    }
    assertThat(err).hasToString("");
  }

  @Test
  void version_tellsWhatItRunsOn() {
    assertThat(execute("--version")).isZero();

    assertThat(out.toString())
        .startsWith("Sluice ")
        .contains("Java " + Runtime.version())
        .contains("Vert.x 5.")
        .containsPattern("Netty 4\\.2\\.\\d+\\.Final, transport \\w+");
  }

  @Test
  void checkOfAMissingFile_isAProblem() {
    assertThat(execute("check", "-c", folder.resolve("no.json").toString())).isEqualTo(1);

    assertThat(out.toString()).startsWith(folder + "/no.json: ").contains("1 problem, no warnings");
  }

  @Test
  void checkInJson_tellsProblemsAndFailedPlugins() throws IOException {
    Files.createDirectories(folder.resolve("plugins"));
    Files.writeString(folder.resolve("plugins/broken.jar"), "x");
    Path file = Files.writeString(folder.resolve("proxy.json"), "{ \"frontend\": {} }");

    assertThat(execute("check", "--json", "-c", file.toString())).isEqualTo(1);

    JsonObject json = new JsonObject(out.toString());
    assertThat(json.getJsonArray("problems")).isNotEmpty();
    assertThat(json.getJsonArray("problems").getJsonObject(0).getInteger("line")).isEqualTo(1);
    assertThat(json.getJsonArray("failed-plugins").getJsonObject(0).getString("file"))
        .isEqualTo("broken.jar");
  }

  @Test
  void plugins_namesWhatFailed() throws IOException {
    Files.createDirectories(folder.resolve("plugins"));
    Files.writeString(folder.resolve("plugins/broken.jar"), "x");

    assertThat(execute("plugins")).isZero();

    assertThat(out.toString())
        .contains("There are no plugins in " + folder.resolve("plugins"))
        .contains("failed: plugin 'broken.jar': not a complete jar");
  }

  /** Descriptions were wrapped within words, and wider than a terminal. */
  @ParameterizedTest
  @ValueSource(strings = {"", "run", "check", "plugins", "demo", "version"})
  void help_fitsATerminal_andKeepsWordsWhole(String command) {
    CommandLine all =
        CommandLines.of(
            new Home(folder),
            _ -> {
              throw new AssertionError("started");
            });
    CommandLine shown =
        command.isEmpty() ? all : Objects.requireNonNull(all.getSubcommands().get(command));

    assertThat(execute((command + " --help").strip().split(" "))).isZero();

    assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(81));
    String told =
        String.join(" ", shown.getCommandSpec().usageMessage().header())
            + " "
            + String.join(" ", shown.getCommandSpec().usageMessage().description());
    assertThat(out.toString().split("\\s+")).contains(told.strip().split("\\s+"));
  }

  private static String line() {
    return System.lineSeparator();
  }
}
