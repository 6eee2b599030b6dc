package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The comparison with HAProxy: that it can be run, not what comes out. */
@Timeout(120)
class CompareIT {

  private static final Path COMPARE = Path.of("../benchmarks/compare").toAbsolutePath().normalize();

  @TempDir private Path temp;
  private String python;

  @BeforeEach
  void needsPython() {
    python = Program.named("python3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare", "flamegraph"})
  void script_isPython_andExplainsItself(String name) throws Exception {
    Path script = COMPARE.resolveSibling(name);
    Path source = Files.copy(script, temp.resolve(name + ".py"));
    Command.Outcome compiled = Command.run(python, "-m", "py_compile", source.toString());
    Command.Outcome help = Command.run(python, script.toString(), "--help");

    assertThat(compiled.exit()).as(compiled.text()).isZero();
    assertThat(help.exit()).as(help.text()).isZero();
    assertThat(help.out()).contains("apt-get install");
  }

  @Test
  void missingProduct_isToldWithWhatToDo() throws Exception {
    Command.Outcome outcome =
        Command.run(python, COMPARE.toString(), "--proxy", temp.resolve("none").toString());

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("compare: there is no " + temp).contains("mvn -q package");
  }

  @ParameterizedTest
  @ValueSource(strings = {"connrate", "http-rate"})
  void oneShortRound_measuresBoth_andLeavesNothingBehind(String workload) throws Exception {
    Program.named("gcc");
    Program.named("haproxy");
    if (workload.equals("http-rate")) {
      Program.named("nginx");
    }
    if (Runtime.getRuntime().availableProcessors() < 2) {
      Program.missing("a second processor");
    }
    Product product = Product.unpack(temp.resolve("product"));
    Path work = Files.createDirectory(temp.resolve("tmp"));
    Path printed = Files.createDirectory(temp.resolve("printed"));

    try (Started compare =
        Started.of(
            printed,
            work,
            Map.of("TMPDIR", work.toString()),
            List.of(
                python,
                COMPARE.toString(),
                "--proxy=" + product.home(),
                "--against=haproxy",
                "--only=" + workload,
                "--request-rate=2000",
                "--rounds=1",
                "--secs=2",
                "--warm=1",
                "--log",
                "--json=-"))) {
      assertThat(compare.awaitExit()).as(String.join("\n", compare.errLines())).isZero();
      String results = String.join("\n", compare.outLines());

      assertThat(results).containsPattern("\"ours\": \\{\\s+\"cpu\": [1-9]");
      assertThat(results).containsPattern("\"haproxy\": \\{\\s+\"cpu\": [1-9]");
      assertThat(results).contains("\"to_haproxy\"", "\"failed\": 0");
    }
    assertThat(filesIn(work)).isEmpty();
    assertThat(ProcessHandle.allProcesses().flatMap(CompareIT::commandLine))
        .noneMatch(line -> line.contains(work.toString()));
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static Stream<String> commandLine(ProcessHandle process) {
    return process.info().commandLine().stream();
  }
}
