package dev.sluice.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Programs for Node.js, with the packages that they need.
 *
 * @param program Node.js
 * @param folder the programs, and what npm has brought
 * @param logs a folder for what they print
 */
record Node(String program, Path folder, Path logs) {

  /** npm asks a server that may be far; with its own times it would look for minutes in vain. */
  private static final Duration FETCHING = Duration.ofMinutes(3);

  private static final List<String> FETCH =
      List.of(
          "ci",
          "--no-audit",
          "--no-fund",
          "--ignore-scripts",
          "--prefer-offline",
          "--fetch-timeout=20000",
          "--fetch-retries=3",
          "--fetch-retry-mintimeout=1000",
          "--fetch-retry-maxtimeout=5000");

  /** Copies a folder of {@code src/test/programs} below the build's, and fetches its packages. */
  static Node prepare(String name, Path logs) throws IOException, InterruptedException {
    String program = Program.named("node");
    String npm = Program.named("npm");
    Path folder = Product.BUILD.resolve(name);
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(Path.of("src/test/programs").resolve(name))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    List<String> command = new ArrayList<>(List.of(npm));
    command.addAll(FETCH);
    try (Started fetching =
        Started.of(logs, folder, Map.of("npm_config_update_notifier", "false"), command)) {
      if (fetching.awaitExit(FETCHING) != 0) {
        String why = fetching.errLines().stream().findFirst().orElse("");
        Program.missing("what npm fetches for " + name + " (" + why + ")");
      }
    }
    return new Node(program, folder, logs);
  }

  /** Starts a program, with its arguments. */
  Started start(String... arguments) throws IOException {
    return Started.of(logs, folder, Map.of(), command(arguments));
  }

  /** Runs a program to its end, with its arguments. */
  Command.Outcome run(String... arguments) throws IOException, InterruptedException {
    return Command.run(folder, Map.of(), command(arguments));
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    return command;
  }
}
