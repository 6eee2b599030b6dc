package dev.sluice.runtime;

import dev.sluice.runtime.cli.CommandLines;
import dev.sluice.runtime.cli.Home;
import dev.sluice.runtime.cli.Launcher;
import dev.sluice.runtime.cli.PlainRun;
import java.net.URLConnection;

/** The program: commands and exit codes, see package cli. */
public final class Main {

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Cached jar files would show a plugin's old resources after its jar was replaced.
    URLConnection.setDefaultUseCaches("jar", false);
    Home home = Home.current();
    Launcher launcher = new ProxyLauncher();
    PlainRun run = PlainRun.of(arguments);
    System.exit(
        run != null
            ? run.execute(home, launcher)
            : CommandLines.of(home, launcher).execute(CommandLines.withDefault(arguments)));
  }
}
