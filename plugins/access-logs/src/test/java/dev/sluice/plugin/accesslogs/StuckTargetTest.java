package dev.sluice.plugin.accesslogs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that take nothing (C53): whoever writes never waits, what is lost is counted and told once
 * a minute, and when the file takes lines again they are written.
 */
@Timeout(30)
class StuckTargetTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CAPACITY = 10_000;
  private static final String LINE = "x".repeat(99);

  @TempDir private Path home;
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final AtomicLong clock = new AtomicLong();

  private LogWriter writer(Path path) {
    FileTarget target = new FileTarget(path, new Rotation(0, 0));
    return new LogWriter("x", target, CAPACITY, new Losses("x", warnings::add, clock::get));
  }

  private Path pipe() throws Exception {
    Path pipe = home.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor())
        .isZero();
    return pipe;
  }

  private void seconds(long seconds) {
    clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  /** Writes more than can wait; that it comes back is the point. */
  private void flood(LogWriter writer, int lines) {
    for (int i = 0; i < lines; i++) {
      writer.write(LINE);
    }
  }

  /** The first line that is neither one of the flood nor the end of one that was torn. */
  private static String nextDifferentLine(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    while (line != null && LINE.endsWith(line)) {
      line = reader.readLine();
    }
    return String.valueOf(line);
  }

  private static BufferedReader reader(Path pipe) throws IOException {
    InputStream stream = Files.newInputStream(pipe);
    return new BufferedReader(new InputStreamReader(stream, UTF_8));
  }

  // The thread that writes was the only one that told of losses, and it hung in open(): the log was
  // silently gone.
  @Test
  void pipeWithoutReader_isToldOnceAMinute_andIsWrittenOnceSomebodyReads() throws Exception {
    Path pipe = pipe();
    LogWriter writer = writer(pipe);
    writer.write("first");
    await().until(() -> writer.writing());
    flood(writer, 1_000);
    assertThat(warnings).isEmpty();

    seconds(2);
    flood(writer, 1);
    await().until(() -> !warnings.isEmpty());
    assertThat(warnings.getFirst())
        .matches("access log 'x': 90\\d lines dropped: queue full, writing hangs for 2 s");
    seconds(59);
    flood(writer, 10);
    assertThat(warnings).hasSize(1);
    seconds(1);
    flood(writer, 1);
    await().until(() -> warnings.size() == 2);
    assertThat(warnings.getLast())
        .isEqualTo("access log 'x': 11 lines dropped: queue full, writing hangs for 62 s");

    try (BufferedReader reader = reader(pipe)) {
      assertThat(reader.readLine()).isEqualTo("first");
      await().until(() -> !writer.writing());
      writer.write("again");
      assertThat(nextDifferentLine(reader)).isEqualTo("again");
      assertThat(writer.close(PATIENCE)).isTrue();
    }
    assertThat(warnings).hasSize(2);
  }

  @Test
  void pipeThatIsNotRead_thenGoes_thenIsReadAnew() throws Exception {
    Path pipe = pipe();
    LogWriter writer = writer(pipe);
    writer.write("first");
    try (BufferedReader idle = reader(pipe)) {
      assertThat(idle.readLine()).isEqualTo("first");
      // More than a pipe holds, until one write hangs.
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> {
            flood(writer, 50);
            seconds(61);
            return warnings.stream().anyMatch(warning -> warning.contains(", writing hangs for "));
          });
    }
    // Who hung is told that the pipe is broken, and what comes next waits for another reader.
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> {
          flood(writer, 50);
          seconds(61);
          return warnings.stream()
              .anyMatch(warning -> warning.contains(" lines lost: java.io.IOException"));
        });
    try (BufferedReader next = reader(pipe)) {
      await().until(() -> !writer.writing());
      writer.write("next");
      assertThat(nextDifferentLine(next)).isEqualTo("next");
      assertThat(writer.close(PATIENCE)).isTrue();
    }
  }

  @Test
  void fullDisk_isToldOnceAMinute_andIsWrittenOnceThereIsRoom() throws Exception {
    Path log = home.resolve("access.log");
    Files.createSymbolicLink(log, Path.of("/dev/full"));
    LogWriter writer = writer(log);
    writer.write("lost");
    await().until(() -> warnings.size() == 1);
    assertThat(warnings.getFirst())
        .startsWith("access log 'x': 1 lines lost: java.io.IOException: No space left");
    writer.write("lost, too");
    seconds(61);
    writer.write("and this one");
    await().until(() -> warnings.size() == 2);
    assertThat(warnings.getLast()).contains(" lines lost: ").contains("No space left");

    Files.delete(log);
    await()
        .until(() -> {
          writer.write("kept");
          return Files.exists(log) && Files.readString(log).endsWith("kept\n");
        });
    assertThat(warnings).hasSize(2);
    assertThat(writer.close(PATIENCE)).isTrue();
    assertThat(Files.readString(log)).matches("(kept\n)+");
  }

  @Test
  void folderWhosePlaceIsTaken_losesLines_untilItIsBack() throws Exception {
    Path folder = home.resolve("logs");
    Path log = folder.resolve("access.log");
    LogWriter writer = writer(log);
    writer.write("before");
    await().until(() -> Files.exists(log) && Files.readString(log).equals("before\n"));
    Files.move(folder, home.resolve("rotated"));
    Files.writeString(folder, "a file in its place");
    writer.write("lost");
    await().until(() -> warnings.size() == 1);
    assertThat(warnings.getFirst()).startsWith("access log 'x': 1 lines lost: ");

    Files.delete(folder);
    writer.write("after");
    await().until(() -> Files.exists(log) && Files.readString(log).equals("after\n"));
    assertThat(writer.close(PATIENCE)).isTrue();
    assertThat(Files.readString(home.resolve("rotated/access.log"))).isEqualTo("before\n");
    assertThat(warnings).hasSize(1);
  }
}
