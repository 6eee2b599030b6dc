package dev.sluice.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs until it is told to end. Its standard output and standard error go to a file
 * each, beside each other. {@link #close} ends it in any case.
 */
public final class Started implements AutoCloseable {

  /** How long a busy machine may take for what is awaited. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final Path out;
  private final Path err;

  private Started(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a program; {@code logs} is an existing folder for what it prints. */
  static Started of(Path logs, Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    Path out = Files.createTempFile(logs, "stdout", null);
    Path err = Files.createTempFile(logs, "stderr", null);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new Started(builder.start(), out, err);
  }

  /** Starts a program in the root folder. */
  public static Started of(Path logs, String... command) throws IOException {
    return of(logs, Path.of("/"), Map.of(), List.of(command));
  }

  long pid() {
    return process.pid();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  List<String> outLines() {
    return lines(out);
  }

  List<String> errLines() {
    return lines(err);
  }

  /** The lines of a file that are whole: the last one may still be on its way. */
  static List<String> lines(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), UTF_8);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a line of standard error that contains a text, and returns it. */
  String awaitErr(String part) {
    return awaitErr(part, 1);
  }

  /** Waits for the nth line of standard error that contains a text, and returns it. */
  String awaitErr(String part, int count) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() ->
            assertThat(errLines().stream().filter(line -> line.contains(part)).toList())
                .as("lines with \"%s\" of %s", part, errLines())
                .hasSizeGreaterThanOrEqualTo(count));
    return errLines().stream()
        .filter(line -> line.contains(part))
        .skip(count - 1)
        .findFirst()
        .orElseThrow();
  }

  /** Waits for a line of standard output that contains a text, and returns it. */
  String awaitOut(String part) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () -> assertThat(outLines()).anySatisfy(line -> assertThat(line).contains(part)));
    return outLines().stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
  }

  /** Sends a signal: {@code "HUP"}. */
  void signal(String name) throws IOException, InterruptedException {
    // Of the shell: not every machine has a program kill.
    Command.Outcome sent = Command.run("/bin/sh", "-c", "kill -" + name + " " + pid());
    assertThat(sent.exit()).as(sent.text()).isZero();
  }

  /** Waits for its end; its exit code. */
  int awaitExit() throws InterruptedException {
    return awaitExit(PATIENCE);
  }

  /** The same for what takes longer. */
  int awaitExit(Duration patience) throws InterruptedException {
    assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
        .as("ended; it printed %s", errLines())
        .isTrue();
    return process.exitValue();
  }

  boolean running() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
