package dev.sluice.runtime.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Where this process keeps its private copies of jars, so that nobody changes a jar under a class
 * loader that reads from it. Each process has a folder of its own and a lock in it: what a process
 * that was killed has left behind is deleted by the next one, what a living one uses is not. Safe
 * for use by several threads.
 */
final class WorkFolder implements AutoCloseable {

  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel lock;
  private final Map<Path, Integer> uses = new HashMap<>();

  private WorkFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** A folder of this process below {@code parent}, or below the system's if that is read-only. */
  static WorkFolder below(Path parent) throws IOException {
    try {
      Files.createDirectories(parent);
      deleteAbandoned(parent);
      return open(Files.createTempDirectory(parent, ""));
    } catch (IOException e) {
      return open(Files.createTempDirectory("sluice-plugins-"));
    }
  }

  private static WorkFolder open(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileLock held = channel.tryLock();
    if (held == null) {
      channel.close();
      throw new IOException(folder + " is taken by another process");
    }
    return new WorkFolder(folder, channel);
  }

  private static void deleteAbandoned(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, Files::isDirectory)) {
      for (Path other : folders) {
        if (abandoned(other)) {
          delete(other);
        }
      }
    }
  }

  private static boolean abandoned(Path folder) {
    Path file = folder.resolve(LOCK);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      // A young one may belong to a process that has created it and not locked it yet.
      Instant created = Files.getLastModifiedTime(file).toInstant();
      return free != null && created.isBefore(Instant.now().minus(Duration.ofMinutes(1)));
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  /**
   * Copies a jar; jars of the same content have the same copy. To be given back with {@link
   * #release}.
   */
  synchronized Path copy(Path jar) throws IOException {
    // Not a cryptographic digest, which takes a twentieth of a start before it is compiled.
    CRC32 crc = new CRC32();
    Path partial = folder.resolve("partial");
    try (InputStream in = Files.newInputStream(jar);
        OutputStream out = new CheckedOutputStream(Files.newOutputStream(partial), crc)) {
      in.transferTo(out);
    }
    String name = Long.toHexString(crc.getValue()) + "-" + Files.size(partial);
    Path copy = folder.resolve(name + ".jar");
    for (int other = 2; uses.containsKey(copy) && Files.mismatch(partial, copy) >= 0; other++) {
      copy = folder.resolve(name + "-" + other + ".jar");
    }
    if (uses.containsKey(copy)) {
      Files.delete(partial);
    } else {
      Files.move(partial, copy, StandardCopyOption.ATOMIC_MOVE);
    }
    uses.merge(copy, 1, Integer::sum);
    return copy;
  }

  /** Deletes a copy if nobody else uses it. */
  synchronized void release(Path copy) {
    Integer left = uses.computeIfPresent(copy, (path, count) -> count == 1 ? null : count - 1);
    if (left == null) {
      try {
        Files.deleteIfExists(copy);
      } catch (IOException e) {
        // It goes with the folder.
      }
    }
  }

  /** Deletes the copies. */
  @Override
  public synchronized void close() {
    try (lock) {
      delete(folder);
    } catch (IOException e) {
      // The next process deletes it.
    }
  }

  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
