package dev.sluice.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class RunCommandTest {

  private final Map<String, Runnable> handlers = new HashMap<>();
  private final List<String> events = new ArrayList<>();

  private void signal(String name) {
    Objects.requireNonNull(handlers.get(name), name).run();
  }

  /** A proxy during whose start, reload and stop some signals arrive. */
  private int run(List<String> atStart, List<String> atReload, List<String> atStop) {
    Launcher launcher =
        setup -> {
          events.add("start");
          atStart.forEach(this::signal);
          return new Launcher.Running() {
            @Override
            public void reload() {
              events.add("reload");
              atReload.forEach(RunCommandTest.this::signal);
            }

            @Override
            public void stop() {
              events.add("stop");
              atStop.forEach(RunCommandTest.this::signal);
            }

            @Override
            public void stopNow() {
              events.add("stop now");
            }
          };
        };
    RunCommand run =
        new RunCommand(
            new Home(Path.of("").toAbsolutePath()),
            launcher,
            handlers::put,
            code -> events.add("halt " + code));
    return new CommandLine(run).execute();
  }

  @Test
  void termDuringTheStart_stopsOnceStarted() {
    assertThat(run(List.of("TERM"), List.of(), List.of())).isZero();

    assertThat(events).containsExactly("start", "stop");
  }

  @Test
  void hup_reloadsUntilItIsToldToStop() {
    assertThat(run(List.of("HUP", "HUP", "INT"), List.of(), List.of())).isZero();

    assertThat(events).containsExactly("start", "reload", "reload", "stop");
  }

  @Test
  void secondTermWhileDraining_cutsTheSessions() {
    assertThat(run(List.of("TERM"), List.of(), List.of("TERM"))).isZero();

    assertThat(events).containsExactly("start", "stop", "stop now");
  }

  @Test
  void thirdTerm_endsTheProcessWhateverItIsDoing() {
    assertThat(run(List.of("TERM"), List.of(), List.of("TERM", "TERM"))).isZero();

    assertThat(events).containsExactly("start", "stop", "stop now", "halt 0");
  }

  @Test
  void termDuringAReload_stopsAfterIt() {
    assertThat(run(List.of("HUP"), List.of("TERM"), List.of())).isZero();

    assertThat(events).containsExactly("start", "reload", "stop");
  }
}
