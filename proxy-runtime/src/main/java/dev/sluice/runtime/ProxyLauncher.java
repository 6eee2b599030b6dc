package dev.sluice.runtime;

import dev.sluice.runtime.cli.ExitCode;
import dev.sluice.runtime.cli.LaunchException;
import dev.sluice.runtime.cli.Launcher;
import dev.sluice.runtime.config.tree.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the {@link Proxy} for the command line. */
final class ProxyLauncher implements Launcher {

  private static final Logger log = LoggerFactory.getLogger(ProxyLauncher.class);

  @Override
  public Running launch(Setup setup) throws LaunchException {
    try {
      Plugins plugins = Plugins.in(setup.plugins(), setup.home().resolve("run/plugins"));
      Proxy proxy =
          Proxy.start(ProxyOptions.of(setup.home(), setup.file(), setup.shownName(), plugins));
      return new Running() {
        @Override
        public void reload() {
          try {
            var _ = proxy.reload().join();
          } catch (CompletionException | CancellationException e) {
            // The command goes on: what was running still is.
            log.error("reloading has failed", e);
          }
        }

        @Override
        public void stop() {
          var _ = proxy.stop().join();
        }

        @Override
        public void stopNow() {
          var _ = proxy.stop(Duration.ZERO);
        }
      };
    } catch (StartException e) {
      throw e.problems().isEmpty()
          ? new LaunchException(ExitCode.FAILED, e.getMessage())
          : new LaunchException(ExitCode.CONFIGURATION, text(e.problems()));
    } catch (IOException e) {
      throw new LaunchException(ExitCode.FAILED, "plugins cannot be loaded: " + e);
    }
  }

  /** As {@code check} shows them, each beginning with its place, and what came of it. */
  private static String text(List<Problem> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return problems.stream()
        .map(Problem::toString)
        .collect(Collectors.joining("\n", "", "\nproxy: not started, " + count));
  }
}
