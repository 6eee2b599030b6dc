package dev.sluice.it.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that people read. */
final class Documents {

  /** The top of the sources; tests run in the folder of their module. */
  static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  static final Path CONF = TOP.resolve("distribution/src/main/conf");

  private Documents() {}

  /** All texts in Markdown: those at the top and all below docs/. */
  static List<Path> markdown() throws IOException {
    try (Stream<Path> top = Files.list(TOP);
        Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md") && Files.isRegularFile(file))
          .sorted()
          .toList();
    }
  }

  /** How messages name a file. */
  static String shown(Path file) {
    return TOP.relativize(file).toString();
  }
}
