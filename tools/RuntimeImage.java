import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Links the Java runtime that a distribution carries, from the JDK that runs this.
 *
 * <p>Arguments: the folder to make, the modules, and a file to note down what it was made from.
 * Does nothing when the folder came from the same JDK and modules: linking takes longer than the
 * rest of a build.
 */
final class RuntimeImage {

  /** The JVM, and what an operator needs to look into certificates. */
  private static final Set<String> PROGRAMS = Set.of("java", "keytool");

  public static void main(String[] args) throws IOException, InterruptedException {
    Path image = Path.of(args[0]).toAbsolutePath();
    String modules = String.join(",", args[1].strip().split("[,\\s]+"));
    Path stamp = Path.of(args[2]);
    String inputs = Files.readString(jdk().resolve("release")) + modules + "\n";
    if (Files.isDirectory(image) && Files.exists(stamp) && Files.readString(stamp).equals(inputs)) {
      return;
    }
    Files.deleteIfExists(stamp);
    delete(image);
    Files.createDirectories(image.getParent());
    link(image, modules);
    keepPrograms(image.resolve("bin"));
    dropLinks(image.resolve("legal"));
    archiveClasses(image);
    Files.writeString(stamp, inputs);
  }

  private static Path jdk() {
    return Path.of(System.getProperty("java.home"));
  }

  private static void link(Path image, String modules) {
    ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
    List<String> arguments =
        List.of(
            "--add-modules",
            modules,
            "--output",
            image.toString(),
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--compress",
            "zip-6");
    int exit = jlink.run(System.out, System.err, arguments.toArray(String[]::new));
    if (exit != 0) {
      System.exit(exit);
    }
  }

  /**
   * The JDK's own classes, ready to be mapped: a faster start. Not by jlink's option: that one
   * makes archives for ordinary object headers only, and bin/proxy asks for compact ones.
   */
  private static void archiveClasses(Path image) throws IOException, InterruptedException {
    Process dump =
        new ProcessBuilder(
                image.resolve("bin/java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseSerialGC",
                "-Xshare:dump",
                "-Xlog:all=error")
            .inheritIO()
            .start();
    if (dump.waitFor() != 0) {
      System.exit(1);
    }
  }

  private static void keepPrograms(Path bin) throws IOException {
    try (Stream<Path> programs = Files.list(bin)) {
      for (Path program : programs.toList()) {
        if (!PROGRAMS.contains(program.getFileName().toString())) {
          Files.delete(program);
        }
      }
    }
  }

  /** Licences of modules that link to java.base's: not every unzip makes links. */
  private static void dropLinks(Path legal) throws IOException {
    try (Stream<Path> files = Files.walk(legal)) {
      for (Path file : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> folders = Files.list(legal)) {
      for (Path folder : folders.filter(RuntimeImage::isEmpty).toList()) {
        Files.delete(folder);
      }
    }
  }

  private static boolean isEmpty(Path folder) {
    String[] names = folder.toFile().list();
    return names != null && names.length == 0;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
