package dev.sluice.runtime.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that something may have changed near some files, where the system tells of it (inotify). A
 * hint to look earlier: some file systems tell of nothing. Used by one thread; it waits on one of
 * its own.
 */
public final class FileEvents {

  private static final Logger log = LoggerFactory.getLogger(FileEvents.class);
  private static final WatchEvent.Kind<?>[] KINDS = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_DELETE,
    StandardWatchEventKinds.ENTRY_MODIFY
  };

  /** The types of file systems that nobody but this system changes, so that it can tell. */
  private static final Set<String> LOCAL =
      Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "tmpfs", "overlay");

  private final Map<Path, WatchKey> keys = new HashMap<>();
  private final Semaphore looked = new Semaphore(0);
  private @Nullable WatchService service;
  private @Nullable Thread waiting;
  private boolean failed;

  /** Some files may change without anything being told. */
  private boolean untold;

  /** A folder is gone, or another one: until {@link #watch} it is not watched. */
  private volatile boolean lost;

  /** Waits for changes of these files, and of what lies in them if they are folders. */
  public void watch(Collection<Path> files) {
    Set<Path> folders = new HashSet<>();
    lost = false;
    failed = false;
    untold = false;
    for (Path file : files) {
      addParent(file.toAbsolutePath(), folders);
      try {
        // What a link leads to may be edited in its place.
        Path real = file.toRealPath();
        addParent(real, folders);
        untold |= !isTold(real);
      } catch (IOException e) {
        log.debug("{} cannot be found", file, e);
      }
      addFolders(file, folders);
    }
    Map<Path, WatchKey> before = Map.copyOf(keys);
    keys.clear();
    // Also those that were watched: there may be another folder of the same name by now.
    folders.forEach(this::add);
    before.values().stream().filter(key -> !keys.containsValue(key)).forEach(WatchKey::cancel);
  }

  private static void addParent(Path file, Set<Path> folders) {
    Path parent = file.getParent();
    if (parent != null) {
      folders.add(parent);
    }
  }

  /** A file that is mounted alone is not changed by way of the folder in which it is seen. */
  private static boolean isTold(Path real) throws IOException {
    Path parent = real.getParent();
    return LOCAL.contains(Files.getFileStore(real).type())
        && (parent == null
            || Files.getAttribute(real, "unix:dev").equals(Files.getAttribute(parent, "unix:dev")));
  }

  /** A folder, and those in it. */
  private static void addFolders(Path file, Set<Path> folders) {
    if (Files.isDirectory(file)) {
      folders.add(file.toAbsolutePath());
      try (DirectoryStream<Path> children = Files.newDirectoryStream(file, Files::isDirectory)) {
        children.forEach(child -> folders.add(child.toAbsolutePath()));
      } catch (IOException | DirectoryIteratorException e) {
        log.debug("{} cannot be read", file, e);
      }
    }
  }

  private void add(Path folder) {
    try {
      WatchService current = service;
      if (current == null) {
        current = FileSystems.getDefault().newWatchService();
        service = current;
      }
      keys.put(folder, folder.register(current, KINDS));
    } catch (IOException | UnsupportedOperationException | ClosedWatchServiceException e) {
      // Not there, no more watches (fs.inotify.max_user_watches), or none at all.
      failed = true;
      log.debug("changes of {} are looked for, not told", folder, e);
    }
  }

  /** Whether somebody waits, and is told of all files. */
  public boolean complete() {
    return waiting != null && waiting.isAlive() && !failed && !lost && !untold;
  }

  /**
   * Calls back, on another thread, when something was told; then not again before {@link #looked}.
   * To be called once.
   */
  public void listen(Runnable told) {
    WatchService current = service;
    if (current != null) {
      waiting = Thread.ofPlatform().daemon().name("sluice-files").start(() -> await(current, told));
    }
  }

  /** Whoever was told looks now: what happens from here on is told anew. */
  public void looked() {
    if (looked.availablePermits() == 0) {
      looked.release();
    }
  }

  private void await(WatchService watched, Runnable told) {
    try {
      while (true) {
        for (WatchKey key = watched.take(); key != null; key = watched.poll()) {
          key.pollEvents();
          if (!key.reset()) {
            lost = true;
          }
        }
        looked.drainPermits();
        told.run();
        // A log that is written beside the configuration is not worth a look for each line.
        looked.acquire();
      }
    } catch (ClosedWatchServiceException | InterruptedException | RejectedExecutionException e) {
      log.debug("no longer waiting for changes of files", e);
    }
  }

  /** Waits no more; nobody is told from here on. */
  public void close() {
    WatchService current = service;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        log.debug("closing", e);
      }
    }
    if (waiting != null) {
      waiting.interrupt();
    }
  }
}
