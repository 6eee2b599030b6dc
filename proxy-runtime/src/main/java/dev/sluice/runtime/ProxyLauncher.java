package dev.sluice.runtime;

import dev.sluice.runtime.cli.ExitCode;
import dev.sluice.runtime.cli.LaunchException;
import dev.sluice.runtime.cli.Launcher;
import dev.sluice.runtime.config.tree.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;

/** Starts the {@link Proxy} for the command line. */
final class ProxyLauncher implements Launcher {

  @Override
  public Running launch(Setup setup) throws LaunchException {
    try {
      Plugins plugins = Plugins.in(setup.plugins(), setup.home().resolve("run/plugins"));
      Proxy proxy =
          Proxy.start(ProxyOptions.of(setup.home(), setup.file(), setup.shownName(), plugins));
      return new Running() {
        @Override
        public void reload() {
          var _ = proxy.reload().join();
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
          : new LaunchException(
              ExitCode.CONFIGURATION,
              e.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
    } catch (IOException e) {
      throw new LaunchException(ExitCode.FAILED, "plugins cannot be loaded: " + e);
    }
  }
}
