package dev.sluice.runtime.cli;

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
}
