package dev.sluice.runtime;

import dev.sluice.runtime.cli.CommandLines;
import dev.sluice.runtime.cli.ExitCode;
import dev.sluice.runtime.cli.Home;
import dev.sluice.runtime.cli.LaunchException;
import dev.sluice.runtime.cli.Launcher;
import dev.sluice.runtime.config.tree.Problem;
import java.io.IOException;
import java.net.URLConnection;
import java.util.List;

/** The program: commands and exit codes, see package cli. */
public final class Main {

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Cached jar files would show a plugin's old resources after its jar was replaced.
    URLConnection.setDefaultUseCaches("jar", false);
    System.exit(
        CommandLines.of(Home.current(), Main::launch).execute(CommandLines.withDefault(arguments)));
  }

  private static Launcher.Running launch(Launcher.Setup setup) throws LaunchException {
    try {
      Plugins plugins = Plugins.in(setup.plugins(), setup.home().resolve("run/plugins"));
      Proxy proxy =
          Proxy.start(ProxyOptions.of(setup.home(), setup.file(), setup.shownName(), plugins));
      return new Launched(proxy);
    } catch (StartException e) {
      throw e.problems().isEmpty()
          ? new LaunchException(ExitCode.FAILED, e.getMessage())
          : new LaunchException(ExitCode.CONFIGURATION, text(e.problems()));
    } catch (IOException e) {
      throw new LaunchException(ExitCode.FAILED, "plugins: " + e);
    }
  }

  private static String text(List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    problems.forEach(problem -> text.append(problem).append(System.lineSeparator()));
    return text.append(problems.size())
        .append(problems.size() == 1 ? " problem" : " problems")
        .toString();
  }

  private record Launched(Proxy proxy) implements Launcher.Running {

    @Override
    public void reload() {
      proxy.reload();
    }

    @Override
    public void stop() {
      proxy.stop().join();
    }
  }
}
