package dev.sluice.runtime.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How many sessions the process can hold, by the files it may open. */
public final class Descriptors {

  /** For binds, logs, jars, health checks and the event loops themselves. */
  private static final int RESERVE = 100;

  private static final int UNKNOWN = 4096;
  private static final int LEAST = 10;

  private Descriptors() {}

  /** The limit of sessions where the configuration sets none. */
  public static int sessions() {
    return (int) Math.min(sessions(limit().orElse(UNKNOWN)), 1_000_000);
  }

  /** Two descriptors a session, less a reserve. */
  static long sessions(long limit) {
    return Math.max((limit - RESERVE) / 2, LEAST);
  }

  /** What so many sessions need. */
  static long needed(long sessions) {
    return 2 * sessions + RESERVE;
  }

  /** How many files the process may open; empty where that is not known. */
  static OptionalLong limit() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).trim().split(" +", 2)[0];
          return OptionalLong.of(soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Not Linux.
    }
    return OptionalLong.empty();
  }
}
