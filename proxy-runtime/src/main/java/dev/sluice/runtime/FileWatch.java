package dev.sluice.runtime;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Notices that files have changed, by asking for their state. Asking costs a system call a file and
 * works on every file system and for links that are switched, which change notices do not. A change
 * counts once it has stood still for one look, so that a file that is being written is not read
 * half-done; one that never stands still counts after a few.
 */
final class FileWatch {

  private static final int PATIENCE = 4;

  /** By file, the stamps of it and of what lies in it. */
  private Map<Path, Map<Path, String>> known = Map.of();

  private Map<Path, Map<Path, String>> last = Map.of();
  private int unsettled;

  /** Remembers the state of files, before they are read. */
  void remember(Collection<Path> files) {
    known = state(files);
    last = known;
    unsettled = 0;
  }

  /**
   * Looks after these files from now on: those it knew keep the state that was remembered, as they
   * may have changed since; others are remembered as they are now.
   */
  void adopt(Collection<Path> files) {
    Map<Path, Map<Path, String>> next = new HashMap<>();
    for (Path file : files) {
      Map<Path, String> before = known.get(file);
      next.put(file, before == null ? state(file) : before);
    }
    known = next;
    last = next;
    unsettled = 0;
  }

  /** Whether a change was seen that may not be complete. */
  boolean unsettled() {
    return unsettled > 0;
  }

  /** Whether there is a change to be taken up. */
  boolean changed(Collection<Path> files) {
    Map<Path, Map<Path, String>> now = state(files);
    boolean settled = now.equals(last);
    last = now;
    if (now.equals(known)) {
      unsettled = 0;
      return false;
    }
    return settled || ++unsettled >= PATIENCE;
  }

  private static Map<Path, Map<Path, String>> state(Collection<Path> files) {
    Map<Path, Map<Path, String>> state = new HashMap<>();
    for (Path file : files) {
      state.put(file, state(file));
    }
    return state;
  }

  private static Map<Path, String> state(Path file) {
    Map<Path, String> state = new HashMap<>();
    add(state, file, 2);
    return state;
  }

  /** A folder is as old as what lies in it, two levels deep: plugins may be folders of jars. */
  private static void add(Map<Path, String> state, Path file, int depth) {
    state.put(file, stamp(file));
    if (depth > 0 && Files.isDirectory(file)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(file)) {
        for (Path child : children) {
          add(state, child, depth - 1);
        }
      } catch (IOException | DirectoryIteratorException e) {
        state.put(file, "unreadable");
      }
    }
  }

  private static String stamp(Path file) {
    try {
      // The change time moves even if somebody sets the modification time back.
      Map<String, Object> attributes = Files.readAttributes(file, "unix:ino,ctime,size,mode");
      return attributes.get("ino")
          + " "
          + attributes.get("ctime")
          + " "
          + attributes.get("size")
          + " "
          + attributes.get("mode");
    } catch (UnsupportedOperationException e) {
      return portableStamp(file);
    } catch (IOException e) {
      return "missing";
    }
  }

  private static String portableStamp(Path file) {
    try {
      return Objects.toString(Files.getLastModifiedTime(file)) + " " + Files.size(file);
    } catch (IOException e) {
      return "missing";
    }
  }
}
