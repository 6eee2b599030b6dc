package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An unpacked zip.
 *
 * @param home the folder that it holds
 * @param temp a folder for what its processes print
 */
public record Product(Path home, Path temp) {

  /** Where the build puts what it makes. */
  static final Path BUILD = Path.of(System.getProperty("sluice.distribution"));

  /** Unpacks the zip with a Java runtime below a folder, which may be missing. */
  public static Product unpack(Path parent) throws IOException {
    return unpack(zip(true), parent);
  }

  /** Unpacks the zip that needs an installed Java. */
  static Product unpackWithoutRuntime(Path parent) throws IOException {
    return unpack(zip(false), parent);
  }

  /** The zip with or without a Java runtime. */
  static Path zip(boolean withRuntime) throws IOException {
    try (Stream<Path> files = Files.list(BUILD)) {
      List<Path> zips =
          files
              .filter(file -> file.toString().endsWith(".zip"))
              .filter(file -> file.toString().contains("linux-x64") == withRuntime)
              .toList();
      assertThat(zips).as("zips in " + BUILD).hasSize(1);
      return zips.getFirst();
    }
  }

  private static Product unpack(Path zip, Path parent) throws IOException {
    Files.createDirectories(parent);
    try (FileSystem files = open(zip);
        Stream<Path> entries = Files.walk(files.getPath("/"))) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        extract(entry, parent.resolve(entry.toString().substring(1)));
      }
    }
    try (Stream<Path> tops = Files.list(parent)) {
      Path home =
          tops.filter(top -> top.resolve("bin").toFile().exists()).findFirst().orElseThrow();
      return new Product(home, Files.createTempDirectory(parent, "printed"));
    }
  }

  static FileSystem open(Path zip) throws IOException {
    return FileSystems.newFileSystem(
        URI.create("jar:" + zip.toUri()), Map.of("enablePosixFileAttributes", true));
  }

  private static void extract(Path entry, Path target) throws IOException {
    if (Files.isDirectory(entry)) {
      Files.createDirectories(target);
    } else {
      Files.copy(entry, target);
      Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(entry));
    }
  }

  /** The same again elsewhere, at the cost of links. No file of either may be written to. */
  Product copy(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = target.resolve(home.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.createLink(copy, file);
        }
      }
    }
    return new Product(target, temp);
  }

  Path launcher() {
    return home.resolve("bin/proxy");
  }

  Path configuration() {
    return home.resolve("conf/proxy.json");
  }

  /** Writes {@code conf/proxy.json}, as an editor does: a new file takes the place of the old. */
  public void configure(String text) throws IOException {
    Files.createDirectories(configuration().getParent());
    Path next = configuration().resolveSibling("proxy.json.new");
    Files.writeString(next, text);
    Files.move(next, configuration(), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Runs a command of {@code bin/proxy} to its end, from another folder. */
  public Command.Outcome run(String... arguments) throws IOException, InterruptedException {
    return Command.run(Path.of("/"), Map.of(), command(arguments));
  }

  /** The same with more in the environment. */
  Command.Outcome run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return Command.run(Path.of("/"), environment, command(arguments));
  }

  /** Starts {@code bin/proxy} from another folder; it may not serve yet. */
  Started start(String... arguments) throws IOException {
    return Started.of(temp, Path.of("/"), Map.of(), command(arguments));
  }

  /** Starts {@code bin/proxy} and waits until it serves. */
  public Started serve() throws IOException {
    Started proxy = start();
    try {
      proxy.awaitErr("generation 1");
      return proxy;
    } catch (AssertionError | RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(List.of(arguments));
    return command;
  }
}
