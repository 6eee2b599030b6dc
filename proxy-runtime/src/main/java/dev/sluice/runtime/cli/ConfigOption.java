package dev.sluice.runtime.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which configuration a command is about. */
final class ConfigOption {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration. Default: conf/proxy.json beside bin/.")
  private @Nullable Path file;

  ConfigOption() {}

  /** As it would come from the command line; null if it is not named there. */
  ConfigOption(@Nullable Path file) {
    this.file = file;
  }

  Path file(Home home) {
    return file == null ? home.configuration() : file.toAbsolutePath();
  }

  /** The file as messages name it: as it was given. */
  String shownName(Home home) {
    return file == null ? home.shown(home.configuration()) : file.toString();
  }
}
