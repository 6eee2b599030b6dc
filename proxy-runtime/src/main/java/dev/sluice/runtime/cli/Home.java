package dev.sluice.runtime.cli;

import java.nio.file.Path;

/**
 * The folder of the distribution: {@code bin/proxy} tells it by the system property {@code
 * sluice.home}; without, it is the working directory.
 *
 * @param folder absolute
 */
public record Home(Path folder) {

  /** The home of this process. */
  public static Home current() {
    return new Home(Path.of(System.getProperty("sluice.home", "")).toAbsolutePath().normalize());
  }

  /** The configuration that holds if none is named. */
  Path configuration() {
    return folder.resolve("conf/proxy.json");
  }

  /** The folder of plugins. */
  Path plugins() {
    return folder.resolve("plugins");
  }

  /** Where private copies of plugins are kept. */
  Path pluginCopies() {
    return folder.resolve("run/plugins");
  }

  /** A path as one would write it in the working directory, if that is the home. */
  String shown(Path path) {
    return folder.equals(Path.of("").toAbsolutePath())
        ? folder.relativize(path).toString()
        : path.toString();
  }
}
