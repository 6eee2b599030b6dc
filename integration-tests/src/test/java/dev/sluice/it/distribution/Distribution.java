package dev.sluice.it.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the module of that name has built. */
final class Distribution {

  static final Path TARGET = Path.of(System.getProperty("sluice.distribution"));
  static final Path UNPACKED = TARGET.resolve("proxy");

  private Distribution() {}

  /** The zip with or without a Java runtime. */
  static Path zip(boolean withRuntime) throws IOException {
    try (Stream<Path> files = Files.list(TARGET)) {
      List<Path> zips =
          files
              .filter(file -> file.toString().endsWith(".zip"))
              .filter(file -> file.toString().contains("linux-x64") == withRuntime)
              .toList();
      if (zips.size() != 1) {
        throw new IOException("expected one zip in " + TARGET + ": " + zips);
      }
      return zips.getFirst();
    }
  }

  static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }
}
