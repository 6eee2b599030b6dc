package dev.sluice.distribution;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The browser Chromium without a window, which looks for every host on loopback.
 *
 * @param process the program
 */
record Chromium(Started process) implements AutoCloseable {

  /** Opens a page; what it writes is below {@code temp}. */
  static Chromium open(Path temp, String url, String... options) throws IOException {
    Path home = Files.createTempDirectory(temp, "browser");
    List<String> command =
        new ArrayList<>(
            List.of(
                Program.named("chromium"),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--no-proxy-server",
                "--host-resolver-rules=MAP * 127.0.0.1",
                "--user-data-dir=" + home.resolve("profile")));
    command.addAll(List.of(options));
    command.add(url);
    Map<String, String> environment = Map.of("HOME", home.toString(), "TMPDIR", home.toString());
    return new Chromium(Started.of(temp, Path.of("/"), environment, command));
  }

  /** Ends it, and waits until none of its processes writes any more. */
  @Override
  public void close() throws IOException {
    List<ProcessHandle> all = process.handle().descendants().toList();
    try {
      process.signal("TERM");
      process.awaitExit();
      await().atMost(Started.PATIENCE).until(() -> all.stream().noneMatch(Chromium::runs));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      all.forEach(ProcessHandle::destroyForcibly);
      process.close();
    }
  }

  private static boolean runs(ProcessHandle handle) {
    // One that has ended stays in the list of processes for as long as nobody asks how.
    return handle.info().command().isPresent();
  }
}
