import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Formats every Java source of the project with google-java-format, or checks that it is formatted.
 *
 * <p>Run by {@code tools/format} and by the build. Given no paths, looks only at files younger than
 * the last check that passed.
 */
final class Format {

  private static final Path STAMP = Path.of("target/format/passed");

  public static void main(String[] args) throws Exception {
    List<String> below = new ArrayList<>(List.of(args));
    boolean check = below.remove("--check");
    if (below.stream().anyMatch(path -> !Files.exists(Path.of(path)))) {
      System.err.println("usage: tools/format [--check] [file or folder]...");
      System.exit(2);
    }
    List<String> sources = below.isEmpty() ? changedSources() : sources(below);
    FileTime started = FileTime.fromMillis(System.currentTimeMillis());
    if (!sources.isEmpty() && run(check, sources) != 0) {
      System.err.println(
          check ? "not formatted, run tools/format" : "tools/format: see the errors above");
      System.exit(1);
    }
    if (below.isEmpty()) {
      Files.createDirectories(STAMP.getParent());
      Files.writeString(STAMP, "");
      Files.setLastModifiedTime(STAMP, started);
    }
  }

  private static int run(boolean check, List<String> sources) throws Exception {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    List<String> arguments = new ArrayList<>();
    if (check) {
      arguments.addAll(List.of("--dry-run", "--set-exit-if-changed"));
    } else {
      arguments.add("--replace");
    }
    arguments.addAll(sources);
    return new Main(out, err, System.in).format(arguments.toArray(String[]::new));
  }

  private static List<String> sources(List<String> below) throws IOException {
    List<String> sources = new ArrayList<>();
    for (String path : below) {
      addChanged(Path.of(path), 0, sources);
    }
    return sources;
  }

  private static List<String> changedSources() throws IOException {
    long passed = Files.exists(STAMP) ? Files.getLastModifiedTime(STAMP).toMillis() : 0;
    List<String> sources = new ArrayList<>();
    for (Path module : modules()) {
      Path src = module.resolve("src");
      if (Files.isDirectory(src)) {
        addChanged(src, passed, sources);
      }
    }
    addChanged(Path.of("tools"), passed, sources);
    return sources;
  }

  /** Folders with a pom.xml, one or two below the top. */
  private static List<Path> modules() throws IOException {
    try (Stream<Path> poms = Files.find(Path.of(""), 3, (path, _) -> path.endsWith("pom.xml"))) {
      return poms.map(Path::getParent).filter(parent -> parent != null).sorted().toList();
    }
  }

  private static void addChanged(Path folder, long since, List<String> sources) throws IOException {
    try (Stream<Path> files =
        Files.find(
            folder,
            Integer.MAX_VALUE,
            (path, attributes) ->
                path.toString().endsWith(".java")
                    && attributes.lastModifiedTime().toMillis() >= since)) {
      files.map(Path::toString).sorted().forEach(sources::add);
    }
  }
}
