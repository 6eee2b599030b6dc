package dev.sluice.runtime.watch;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Notices that files have changed, by asking for their state. Asking costs a system call a file and
 * works on every file system and for links that are switched, which change notices do not. A change
 * counts once it has stood still for one look, so that a file that is being written is not read
 * half-done; one that never stands still counts after a few. Used by one thread.
 */
public final class FileWatch {

  private static final int PATIENCE = 4;

  /** Of a file: the change time moves even if somebody sets the modification time back. */
  private static final String UNIX = "unix:ino,ctime,size,mode,isDirectory";

  private static final String PORTABLE = "lastModifiedTime,size,isDirectory";
  private static final Map<String, Object> MISSING = Map.of();
  private static final Map<String, Object> UNREADABLE = Map.of("unreadable", true);

  /** What a file was like, and what lies in it: attributes by name. */
  private record Look(Map<Path, Map<String, Object>> attributes) {}

  private Map<Path, Look> known = Map.of();
  private Map<Path, Look> last = Map.of();
  private int unsettled;

  /** Remembers the state of files, before they are read. */
  public void remember(Collection<Path> files) {
    known = state(files);
    last = known;
    unsettled = 0;
  }

  /**
   * Looks after these files from now on: those it knew keep the state that was remembered, as they
   * may have changed since; others are remembered as they are now.
   */
  public void adopt(Collection<Path> files) {
    Map<Path, Look> next = new HashMap<>();
    for (Path file : files) {
      Look before = known.get(file);
      next.put(file, before == null ? look(file) : before);
    }
    known = next;
    last = next;
    unsettled = 0;
  }

  /** Whether a change was seen that may not be complete. */
  public boolean unsettled() {
    return unsettled > 0;
  }

  /** Whether there is a change to be taken up. */
  public boolean changed(Collection<Path> files) {
    Map<Path, Look> now = state(files);
    boolean settled = now.equals(last);
    last = now;
    if (now.equals(known)) {
      unsettled = 0;
      return false;
    }
    return settled || ++unsettled >= PATIENCE;
  }

  private static Map<Path, Look> state(Collection<Path> files) {
    Map<Path, Look> state = new HashMap<>();
    for (Path file : files) {
      state.put(file, look(file));
    }
    return state;
  }

  private static Look look(Path file) {
    Map<Path, Map<String, Object>> attributes = new HashMap<>();
    add(attributes, file, 2);
    return new Look(attributes);
  }

  /** A folder is as old as what lies in it, two levels deep: plugins may be folders of jars. */
  private static void add(Map<Path, Map<String, Object>> state, Path file, int depth) {
    Map<String, Object> attributes = attributes(file);
    state.put(file, attributes);
    if (depth > 0 && Boolean.TRUE.equals(attributes.get("isDirectory"))) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(file)) {
        for (Path child : children) {
          add(state, child, depth - 1);
        }
      } catch (IOException | DirectoryIteratorException e) {
        state.put(file, UNREADABLE);
      }
    }
  }

  private static Map<String, Object> attributes(Path file) {
    Set<String> views = file.getFileSystem().supportedFileAttributeViews();
    try {
      return Files.readAttributes(file, views.contains("unix") ? UNIX : PORTABLE);
    } catch (IOException e) {
      return MISSING;
    }
  }
}
