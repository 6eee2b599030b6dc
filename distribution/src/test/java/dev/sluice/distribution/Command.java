package dev.sluice.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that runs to its end, within a time. */
public final class Command {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Command() {}

  /** What it printed, and with what it ended. */
  public record Outcome(int exit, String out, String err) {

    /** Both outputs, for messages and for programs that use either. */
    public String text() {
      return out + err;
    }
  }

  /** Runs a program without input. */
  public static Outcome run(String... command) throws IOException, InterruptedException {
    return run(Path.of("/"), Map.of(), List.of(command));
  }

  /** Runs a program without input, in a folder and with more environment. */
  static Outcome run(Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    // To files: a child that outlives it may keep a pipe open for ever.
    Path out = Files.createTempFile("out", null);
    Path err = Files.createTempFile("err", null);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(new File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IOException(
              command + " has not ended; it printed: " + text(out) + " and " + text(err));
        }
        return new Outcome(process.exitValue(), text(out), text(err));
      } finally {
        process.destroyForcibly();
      }
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }
}
