package dev.sluice.runtime.config.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.TextFile;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Problems;
import dev.sluice.runtime.config.tree.Quote;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files that one configuration names. Each is read once, however often it is named, so that all
 * who use it see the same.
 */
public final class TextFiles {

  private static final FileLimits LIMITS = FileLimits.of(Runtime.getRuntime().maxMemory());

  private static final String REMEDY =
      "; a wildcard or network stands for many lines, and a larger heap, PROXY_JAVA_OPTS=-Xmx512m,"
          + " allows more)";

  /** What reading a file gave: the file, or what is wrong with it unless that is told already. */
  private record Result(@Nullable TextFile file, String problem) {}

  /** The same of a file that is no file of lines. */
  private record Whole(@Nullable String text, String problem) {}

  private final Path folder;
  private final @Nullable Path shownFolder;
  private final Problems problems;
  private final Map<Path, Result> results = new LinkedHashMap<>();
  private final Map<Path, String> shownNames = new HashMap<>();
  private final Map<Path, Whole> wholes = new HashMap<>();
  private int lines;
  private long bytes;

  /**
   * For a configuration file.
   *
   * @param shownName as it was given on the command line; files it names are shown likewise
   */
  public TextFiles(String shownName, Path configuration, Problems problems) {
    Path parent = configuration.toAbsolutePath().getParent();
    this.folder = parent == null ? configuration.toAbsolutePath() : parent;
    this.shownFolder = parentOf(shownName);
    this.problems = problems;
  }

  private static @Nullable Path parentOf(String shownName) {
    try {
      return Path.of(shownName).getParent();
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** Reads the file a text names, relative to the configuration's folder; null with a problem. */
  public @Nullable TextFile read(Node.Text name) {
    Path path = path(name);
    if (path == null) {
      return null;
    }
    Result result = results.computeIfAbsent(path, this::result);
    if (result.file() == null && !result.problem().isEmpty()) {
      problems.add(name.place(), Quote.of(name.value()) + " " + result.problem());
    }
    return result.file();
  }

  /**
   * Reads a file that is no file of lines; null with a problem.
   *
   * @param most how large it may be, in KiB; the same for all who name it
   */
  public @Nullable String readWhole(Node.Text name, int most) {
    Path path = path(name);
    if (path == null) {
      return null;
    }
    Whole whole = wholes.computeIfAbsent(path, named -> whole(named, most));
    if (whole.text() == null) {
      problems.add(name.place(), Quote.of(name.value()) + " " + whole.problem());
    }
    return whole.text();
  }

  private static Whole whole(Path path, int most) {
    try {
      String tooLarge = "is too large (expected at most " + most + " KiB)";
      return new Whole(new String(Utf8File.read(path, (long) most << 10, tooLarge), UTF_8), "");
    } catch (BadValueException e) {
      return new Whole(null, e.getMessage());
    }
  }

  private @Nullable Path path(Node.Text name) {
    try {
      Path path = folder.resolve(name.value()).normalize();
      shownNames.putIfAbsent(path, shown(Path.of(name.value())));
      return path;
    } catch (InvalidPathException e) {
      problems.add(name.place(), Quote.of(name.value()) + " is not a path (expected a file)");
      return null;
    }
  }

  /** Every file that was named, also those that could not be read. */
  public Set<Path> named() {
    Set<Path> named = new HashSet<>(results.keySet());
    named.addAll(wholes.keySet());
    return Set.copyOf(named);
  }

  /** Reports what is wrong with a line of one of the files. */
  public void problem(TextFile.Line line, String message) {
    String shown = shownNames.getOrDefault(line.file(), line.file().toString());
    problems.add(shown, line.number(), message);
  }

  private String shown(Path name) {
    return (shownFolder == null ? name : shownFolder.resolve(name)).toString();
  }

  private Result result(Path path) {
    try {
      byte[] text = Utf8File.read(path, LIMITS.bytes() - bytes, tooLarge());
      FileLines all = new FileLines(path, text);
      int most = LIMITS.lines() - lines;
      if (all.size() > most) {
        problem(all.get(most), tooMany());
        return new Result(null, "");
      }
      bytes += text.length;
      lines += all.size();
      return new Result(new TextFile(path, all), "");
    } catch (BadValueException e) {
      return new Result(null, e.getMessage());
    }
  }

  private static String tooLarge() {
    return "is too large (expected at most "
        + LIMITS.mebibytes()
        + " MiB in all map and list files together"
        + REMEDY;
  }

  private static String tooMany() {
    return "is one line too many (expected at most "
        + LIMITS.lines()
        + " in all map and list files together"
        + REMEDY;
  }
}
