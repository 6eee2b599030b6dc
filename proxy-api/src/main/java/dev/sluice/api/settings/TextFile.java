package dev.sluice.api.settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * A file of lines that the configuration names. The runtime has read it when a factory sees it, and
 * reads the configuration anew when it changes.
 *
 * @param path where it lies
 * @param lines its lines without comments ({@code #} to the end of a line), blank lines and white
 *     space at both ends. They are made while one goes through the list, so that a large file does
 *     not fill the heap: whoever keeps something keeps what a line says, not the line
 */
public record TextFile(Path path, List<Line> lines) {

  /** A file with a view of a list, which must not change any more. */
  public TextFile {
    lines = Collections.unmodifiableList(lines);
  }

  /**
   * A line.
   *
   * @param file the file it stands in
   * @param number counted from 1
   * @param text without comment and white space at both ends; never empty
   */
  public record Line(Path file, int number, String text) {}
}
