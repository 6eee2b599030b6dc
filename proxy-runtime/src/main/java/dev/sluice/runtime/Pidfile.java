package dev.sluice.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with the process id. It is written beside its place before anything is bound, so that a
 * start does not fail at it half-way, and takes its place once all is bound, so that a start that
 * fails leaves the file of the proxy that runs alone. What was there is replaced, as HAProxy does:
 * two proxies that can both bind what they want may be given files of their own.
 */
final class Pidfile {

  private static final Logger log = LoggerFactory.getLogger(Pidfile.class);

  private final Path file;
  private final Path next;
  private final String text;

  private Pidfile(Path file, Path next, String text) {
    this.file = file;
    this.next = next;
    this.text = text;
  }

  /**
   * Writes the file beside its place.
   *
   * @throws IOException naming the file and why it cannot be written
   */
  static Pidfile prepare(Path path) throws IOException {
    long pid = ProcessHandle.current().pid();
    try {
      // A link stays one.
      Path file = Files.exists(path) ? path.toRealPath() : path;
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new IOException("it is no regular file");
      }
      Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      Path next = file.resolveSibling(file.getFileName() + "." + pid);
      Pidfile pidfile = new Pidfile(file, next, pid + "\n");
      Files.writeString(next, pidfile.text);
      return pidfile;
    } catch (IOException e) {
      throw cannotBeWritten(path, e);
    }
  }

  private static IOException cannotBeWritten(Path path, IOException e) {
    return new IOException("pidfile " + path + ": cannot be written: " + e, e);
  }

  /** Puts it in its place, in one step. */
  void publish() throws IOException {
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw cannotBeWritten(file, e);
    }
  }

  /** Deletes what is this process's; the file of another that has replaced it stays. */
  void delete() {
    try {
      Files.deleteIfExists(next);
      if (Files.isRegularFile(file) && Files.readString(file).equals(text)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.warn("the pidfile cannot be deleted: {}", e.toString());
    }
  }
}
