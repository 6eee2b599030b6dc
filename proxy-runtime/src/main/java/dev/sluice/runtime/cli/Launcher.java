package dev.sluice.runtime.cli;

import java.nio.file.Path;

/** Starts the proxy, for the commands that run it. */
@FunctionalInterface
public interface Launcher {

  /**
   * What it is started with.
   *
   * @param home below which relative paths of the configuration lie
   * @param plugins the folder of plugins
   * @param file the configuration
   * @param shownName what messages call that file
   */
  record Setup(Path home, Path plugins, Path file, String shownName) {}

  /** Starts; returns when it serves. Then nothing of a start that failed is left. */
  Running launch(Setup setup) throws LaunchException;

  /** A proxy that runs. */
  interface Running {

    /** Reads configuration and plugins anew; what is wrong goes to the process log. */
    void reload();

    /** Accepts nothing more, waits for the sessions as long as configured, and ends. */
    void stop();

    /** Makes a {@link #stop} that waits, on another thread, cut the sessions and end at once. */
    void stopNow();
  }
}
