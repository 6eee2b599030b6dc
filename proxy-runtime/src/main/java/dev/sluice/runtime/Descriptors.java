package dev.sluice.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many sessions the process can hold, by the files it may open. */
final class Descriptors {

  /** For binds, logs, jars, health checks and the event loops themselves. */
  private static final int RESERVE = 100;

  private static final int UNKNOWN = 4096;

  private Descriptors() {}

  /** Two descriptors a session, less a reserve. */
  static int sessions() {
    return Math.clamp((limit() - RESERVE) / 2, 10, 1_000_000);
  }

  private static long limit() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).trim().split(" +", 2)[0];
          return soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Not Linux.
    }
    return UNKNOWN;
  }
}
