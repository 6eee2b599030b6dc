package dev.sluice.runtime.plugin;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The folder plugins lie in. A plugin is a jar, or a folder that holds a jar and those it needs;
 * either may be a symbolic link. Hidden files, files of another name and folders without a jar are
 * no plugins.
 *
 * @param folder where plugins lie; it need not exist
 */
public record PluginDirectory(Path folder) {

  /**
   * A plugin as it lies there.
   *
   * @param file the name of the jar or folder
   * @param jars the jar, or all jars of the folder, by file name
   */
  record Entry(String file, List<Path> jars) {}

  /** What lies there now, by file name; the first one wins where two bring the same word. */
  List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path path : children(folder)) {
      if (Files.isDirectory(path)) {
        List<Path> jars = children(path).stream().filter(PluginDirectory::jar).toList();
        if (!jars.isEmpty()) {
          entries.add(new Entry(fileName(path), jars));
        }
      } else if (jar(path)) {
        entries.add(new Entry(fileName(path), List.of(path)));
      }
    }
    return entries;
  }

  /** By name only: a broken link or a jar that may not be read is to be reported, not skipped. */
  private static boolean jar(Path path) {
    return fileName(path).toLowerCase(Locale.ROOT).endsWith(".jar") && !Files.isDirectory(path);
  }

  private static List<Path> children(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (!fileName(child).startsWith(".")) {
          paths.add(child);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    paths.sort(Comparator.comparing(PluginDirectory::fileName));
    return paths;
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName());
  }
}
