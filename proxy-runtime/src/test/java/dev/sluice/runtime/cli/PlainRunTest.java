package dev.sluice.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PlainRunTest {

  @TempDir private Path folder;
  private final List<Launcher.Setup> launched = new ArrayList<>();
  private final StringWriter err = new StringWriter();

  private Launcher refusing(int exitCode) {
    return setup -> {
      launched.add(setup);
      throw new LaunchException(exitCode, "why");
    };
  }

  /** Two readers of one command line must not differ. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "-c x.json",
        "run -c x.json",
        "run --config /a/x.json --debug",
        "--debug -c x.json",
        "--debug"
      })
  void plainForm_meansWhatTheCommandLineMeans(String line) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
    PlainRun plain = PlainRun.of(arguments);
    PrintWriter errors = new PrintWriter(err, true);
    Home home = new Home(folder);

    assertThat(plain).isNotNull();
    assertThat(plain.debug()).isEqualTo(line.contains("--debug"));
    assertThat(plain.execute(home, refusing(3), errors)).isEqualTo(3);
    CommandLine all = CommandLines.of(home, refusing(3)).setErr(errors);
    assertThat(all.execute(CommandLines.withDefault(arguments))).isEqualTo(3);

    assertThat(launched).hasSize(2).satisfies(two -> assertThat(two.get(0)).isEqualTo(two.get(1)));
    assertThat(err.toString().lines()).containsExactly("proxy: why", "proxy: why");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check",
        "run --help",
        "-h",
        "--version",
        "-c",
        "-c --debug",
        "-c @file",
        "-c a -c b",
        "--debug --debug",
        "--config=x.json",
        "-cx.json",
        "run run",
        "--debg"
      })
  void anythingElse_isLeftToTheCommandLine(String line) {
    assertThat(PlainRun.of(line.split(" "))).isNull();
  }

  @Test
  void problems_areShownAsTheyAre() {
    PlainRun plain = PlainRun.of("-c", "x.json");

    assertThat(plain).isNotNull();
    int exit = plain.execute(new Home(folder), refusing(1), new PrintWriter(err, true));

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("why");
  }
}
