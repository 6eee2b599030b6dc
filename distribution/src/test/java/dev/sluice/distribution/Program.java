package dev.sluice.distribution;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Programs of the machine that a test drives or compares with. Where one is missing, the test is
 * skipped and says so; with {@code SLUICE_REQUIRE_PROGRAMS=true} in the environment it fails.
 */
public final class Program {

  private Program() {}

  /** Where the program is, or the test ends here. */
  public static String named(String name) {
    // Servers are in sbin, which is not on the PATH of everyone.
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin:/sbin";
    return Pattern.compile(":")
        .splitAsStream(path)
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseGet(() -> missing(name));
  }

  /** Ends the test: something that it needs is not on this machine. */
  public static String missing(String name) {
    String reason = name + " is not installed";
    return "true".equals(System.getenv("SLUICE_REQUIRE_PROGRAMS")) ? fail(reason) : abort(reason);
  }
}
