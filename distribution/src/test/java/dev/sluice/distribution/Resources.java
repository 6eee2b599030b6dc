package dev.sluice.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process holds, from {@code /proc}.
 *
 * @param descriptors without those of pipes
 * @param pipes descriptors of ends of pipes
 * @param kilobytes of resident memory
 */
record Resources(int descriptors, int pipes, long kilobytes) {

  static Resources of(Started process) throws IOException {
    Path folder = Path.of("/proc/" + process.pid());
    int pipes = 0;
    int others = 0;
    try (Stream<Path> links = Files.list(folder.resolve("fd"))) {
      for (Path link : (Iterable<Path>) links::iterator) {
        try {
          if (Files.readSymbolicLink(link).toString().startsWith("pipe:")) {
            pipes++;
          } else {
            others++;
          }
        } catch (NoSuchFileException e) {
          // Closed meanwhile.
        }
      }
    }
    return new Resources(others, pipes, resident(Files.readAllLines(folder.resolve("status"))));
  }

  private static long resident(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
