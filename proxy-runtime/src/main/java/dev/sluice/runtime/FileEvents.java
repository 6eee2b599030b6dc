package dev.sluice.runtime;

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
import java.util.List;
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
final class FileEvents {

  private static final Logger log = LoggerFactory.getLogger(FileEvents.class);
  private static final WatchEvent.Kind<?>[] KINDS = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_DELETE,
    StandardWatchEventKinds.ENTRY_MODIFY
  };

  /** How the types of file systems begin that are changed elsewhere, too. */
  private static final List<String> REMOTE =
      List.of(
          "nfs",
          "cifs",
          "smb",
          "fuse",
          "9p",
          "ceph",
          "gluster",
          "lustre",
          "afs",
          "vbox",
          "virtiofs");

  private final Map<Path, WatchKey> keys = new HashMap<>();
  private final Semaphore looked = new Semaphore(0);
  private @Nullable WatchService service;
  private @Nullable Thread waiting;
  private boolean failed;

  /** Some of the files are on a system that others may change, of which nobody here is told. */
  private boolean remote;

  /** A folder is gone, or another one: until {@link #watch} it is not watched. */
  private volatile boolean lost;

  /** Waits for changes of these files, and of what lies in them if they are folders. */
  void watch(Collection<Path> files) {
    Set<Path> folders = new HashSet<>();
    lost = false;
    for (Path file : files) {
      addParent(file.toAbsolutePath(), folders);
      try {
        // What a link leads to may be edited in its place.
        addParent(file.toRealPath(), folders);
      } catch (IOException e) {
        log.debug("{} cannot be found", file, e);
      }
      addFolders(file, folders);
    }
    remote = folders.stream().anyMatch(FileEvents::isRemote);
    keys.entrySet()
        .removeIf(known -> {
          boolean gone = !folders.contains(known.getKey()) || !known.getValue().isValid();
          if (gone) {
            known.getValue().cancel();
          }
          return gone;
        });
    folders.forEach(this::add);
  }

  private static void addParent(Path file, Set<Path> folders) {
    Path parent = file.getParent();
    if (parent != null) {
      folders.add(parent);
    }
  }

  private static boolean isRemote(Path folder) {
    try {
      String type = Files.getFileStore(folder).type();
      return REMOTE.stream().anyMatch(type::startsWith);
    } catch (IOException e) {
      log.debug("the file system of {} is not known", folder, e);
      return false;
    }
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
    if (failed || keys.containsKey(folder)) {
      return;
    }
    try {
      WatchService current = service;
      if (current == null) {
        current = FileSystems.getDefault().newWatchService();
        service = current;
      }
      keys.put(folder, folder.register(current, KINDS));
    } catch (IOException | UnsupportedOperationException | ClosedWatchServiceException e) {
      // No more watches (fs.inotify.max_user_watches), or none at all: looking finds it later.
      failed = true;
      log.debug("changes of {} are looked for, not told", folder, e);
    }
  }

  /** Whether all files are watched, as far as the system can. */
  boolean complete() {
    return !failed && !lost && !remote && service != null;
  }

  /**
   * Calls back, on another thread, when something was told; then not again before {@link #looked}.
   * To be called once.
   */
  void listen(Runnable told) {
    WatchService current = service;
    if (current != null) {
      waiting = Thread.ofPlatform().daemon().name("sluice-files").start(() -> await(current, told));
    }
  }

  /** Whoever was told looks now: what happens from here on is told anew. */
  void looked() {
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

  void close() {
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
