import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes {@code lib/proxy.aot} of an unpacked distribution: classes, loaded and linked, which the
 * JVM maps at a start, and profiles for its compilers. It comes of a run of the product that serves
 * some thirty thousand requests and sessions on loopback ({@link Training}).
 *
 * <p>Arguments: the distribution, the time that its jars have in the zip, and a file for what the
 * product prints. Where the product cannot be started, one line says so, and there is no cache: the
 * product works without.
 */
final class StartCache {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What the JVM itself likes to tell is of no use to anybody here. */
  private static final String OPTIONS = " -Xlog:aot*=error,cds*=error";

  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[0]).toAbsolutePath();
    Path cache = home.resolve("lib/proxy.aot");
    forget(cache);
    FileTime time = FileTime.from(Instant.parse(args[1]));
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        // The cache holds only for jars of this time, which is the one that they have in the zip.
        Files.setLastModifiedTime(jar, time);
      }
    }
    Path temp = Files.createTempDirectory("sluice-start-cache");
    try {
      train(home, temp, cache, Path.of(args[2]));
      Files.setLastModifiedTime(cache, time);
      Files.setLastModifiedTime(Files.writeString(beside(cache, ".jars"), sizes(home)), time);
    } catch (Exception e) {
      forget(cache);
      System.err.println("[WARNING] no lib/proxy.aot, the product will be slower: " + e);
    } finally {
      delete(temp);
    }
  }

  private static Path beside(Path cache, String suffix) {
    return cache.resolveSibling(cache.getFileName() + suffix);
  }

  /** Also what the JVM notes first and makes the cache of. */
  private static void forget(Path cache) throws IOException {
    Files.deleteIfExists(cache);
    Files.deleteIfExists(beside(cache, ".jars"));
    Files.deleteIfExists(beside(cache, ".config"));
  }

  private static void train(Path home, Path temp, Path cache, Path printed) throws Exception {
    try (Training training = new Training()) {
      Path config = Files.writeString(temp.resolve("proxy.json"), training.configuration());
      ProcessBuilder builder =
          new ProcessBuilder(home.resolve("bin/proxy").toString(), "run", "-c", config.toString())
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile());
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.contains("JAVA") || name.contains("JDK"));
      builder.environment().put("PROXY_JAVA_OPTS", "-XX:AOTCacheOutput=" + cache + OPTIONS);
      builder.environment().put("PROXY_RUN_DIR", temp.resolve("run").toString());
      Process proxy = builder.start();
      try {
        training.run(proxy, PATIENCE);
        proxy.destroy();
        if (!proxy.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IOException("the product did not end, see " + printed);
        }
      } finally {
        end(proxy);
      }
    }
    if (!Files.exists(cache)) {
      throw new IOException("the JVM made none, see " + printed);
    }
  }

  /** With the JVM that makes the cache, which is a child of the product's. */
  private static void end(Process proxy) throws Exception {
    List<ProcessHandle> all =
        Stream.concat(proxy.descendants(), Stream.of(proxy.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle each : all) {
      each.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** As {@code wc -c *.jar} prints it, with single blanks; bin/proxy compares. */
  private static String sizes(Path home) throws IOException {
    StringBuilder sizes = new StringBuilder();
    long total = 0;
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(".jar")) {
          sizes.append(Files.size(file)).append(' ').append(file.getFileName()).append(' ');
          total += Files.size(file);
        }
      }
    }
    return sizes + "" + total + " total\n";
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
