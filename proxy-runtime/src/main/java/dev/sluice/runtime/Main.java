package dev.sluice.runtime;

import dev.sluice.runtime.cli.CommandLines;
import dev.sluice.runtime.cli.Home;
import java.net.URLConnection;

/** The program: commands and exit codes, see package cli. */
public final class Main {

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Cached jar files would show a plugin's old resources after its jar was replaced.
    URLConnection.setDefaultUseCaches("jar", false);
    System.exit(
        CommandLines.of(Home.current(), new ProxyLauncher())
            .execute(CommandLines.withDefault(arguments)));
  }
}
