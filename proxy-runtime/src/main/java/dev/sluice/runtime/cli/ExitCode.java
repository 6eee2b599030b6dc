package dev.sluice.runtime.cli;

import java.io.PrintWriter;

/** With what the process ends. */
public final class ExitCode {

  /** Fine. */
  public static final int FINE = 0;

  /** The configuration has a problem. */
  public static final int CONFIGURATION = 1;

  /** The command line was not understood. */
  public static final int USAGE = 2;

  /** It could not start, or failed: a port that is taken, a missing permission. */
  public static final int FAILED = 3;

  private ExitCode() {}

  /** Says why a command has failed, and returns the code for it. */
  static int told(Exception failure, PrintWriter err) {
    if (failure instanceof LaunchException launch) {
      // Problems of a configuration begin with file, line and column, for editors to find.
      boolean problems = launch.exitCode() == CONFIGURATION;
      err.println((problems ? "" : "proxy: ") + launch.getMessage());
      return launch.exitCode();
    }
    err.println("proxy: " + failure);
    return FAILED;
  }
}
