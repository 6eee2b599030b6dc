package dev.sluice.runtime.cli;

/** The proxy could not be started. */
public final class LaunchException extends Exception {

  private static final long serialVersionUID = 1;

  private final int exitCode;

  /**
   * Why, in words for the operator.
   *
   * @param exitCode one of {@link ExitCode}
   */
  public LaunchException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** With what the process ends. */
  public int exitCode() {
    return exitCode;
  }
}
