package dev.sluice.plugin.accesslogs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writers in use, one for each target: two generations of a configuration, or two logs, that
 * name the same file share its writer. Safe for use by several threads.
 */
final class LogWriters {

  private static final Logger LOG = LoggerFactory.getLogger(LogWriters.class);
  private static final String STDOUT = "stdout";

  /** Some seconds of a busy proxy's lines, and no threat to its memory. */
  private static final long CAPACITY = 4 << 20;

  /** A disk that hangs must not keep the proxy from stopping. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final class Shared {
    final String name;
    final LogWriter writer;
    final Target target;
    int users;

    Shared(String name, Target target) {
      this.name = name;
      this.target = target;
      this.writer =
          new LogWriter(name, target, CAPACITY, new Losses(name, LOG::warn, System::nanoTime));
    }
  }

  private final Map<String, Shared> open = new HashMap<>();

  /** The writer to standard output. */
  synchronized LogWriter stdout() {
    Shared shared = open.computeIfAbsent(STDOUT, name -> new Shared(name, new StdoutTarget()));
    shared.users++;
    return shared.writer;
  }

  /** The writer to a file; the latest rotation asked for holds. */
  synchronized LogWriter file(Path path, Rotation rotation) {
    Shared shared =
        open.computeIfAbsent(
            path.toString(), name -> new Shared(name, new FileTarget(path, rotation)));
    shared.users++;
    if (shared.target instanceof FileTarget file) {
      file.rotation(rotation);
    }
    return shared.writer;
  }

  /** Gives a writer back; the last user's call writes what is queued and waits for that. */
  void release(LogWriter writer) {
    Shared last = removeIfLast(writer);
    if (last != null && !last.writer.close(PATIENCE)) {
      LOG.warn("access log '{}': still writing, lines may be lost", last.name);
    }
  }

  private synchronized @Nullable Shared removeIfLast(LogWriter writer) {
    for (Shared shared : open.values()) {
      if (shared.writer == writer && --shared.users == 0) {
        open.remove(shared.name);
        return shared;
      }
    }
    return null;
  }
}
