package dev.sluice.it.distribution;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the zips, with which rights. */
class ContentsIT {

  @Test
  void lib_holdsOneVersionOfEachLibrary() throws IOException {
    Map<String, List<String>> versions =
        names("lib").stream().collect(groupingBy(jar -> jar.replaceAll("-\\d[^-]*", "")));

    assertThat(versions).containsKeys("proxy-api", "proxy-runtime", "netty-common");
    assertThat(versions).allSatisfy((_, jars) -> assertThat(jars).hasSize(1));
  }

  @Test
  void lib_holdsNothingOfTests_norOfPlugins() throws IOException {
    assertThat(names("lib"))
        .noneMatch(jar -> jar.matches(".*(junit|assertj|testkit|pkitesting|auto-service|re2j).*"))
        .noneMatch(jar ->
            jar.matches(
                ".*(matcher|checks|rate-limiter|bucket4j|balancers|access-logs|ipaddress).*"));
  }

  @Test
  void plugin_withLibraries_isAFolderOfJustThose() throws IOException {
    assertThat(names("plugins/host-matcher"))
        .hasSize(2)
        .anyMatch(jar -> jar.startsWith("host-matcher-"))
        .anyMatch(jar -> jar.startsWith("re2j-"));
    assertThat(names("plugins/rate-limiter"))
        .hasSize(2)
        .anyMatch(jar -> jar.startsWith("rate-limiter-"))
        .anyMatch(jar -> jar.startsWith("bucket4j"));
  }

  // A library that two plugins need was in the folder of the first alone.
  @Test
  void plugin_withTheLibrariesOfAnother_hasThemToo() throws IOException {
    assertThat(names("plugins/health-checks"))
        .hasSize(2)
        .anyMatch(jar -> jar.startsWith("health-checks-"))
        .anyMatch(jar -> jar.startsWith("re2j-"));
  }

  @Test
  void everyLibrary_isNamedWithItsLicence() throws IOException {
    String named = Files.readString(Distribution.UNPACKED.resolve("THIRD-PARTY.md"));
    List<Pattern> patterns =
        Pattern.compile("\\| `([a-zA-Z0-9-]+)\\*` \\|")
            .matcher(named)
            .results()
            .map(file -> Pattern.compile(file.group(1) + ".*"))
            .toList();
    try (Stream<Path> lib = Files.walk(Distribution.UNPACKED.resolve("lib"));
        Stream<Path> plugins = Files.walk(Distribution.UNPACKED.resolve("plugins"))) {
      assertThat(Stream.concat(lib, plugins).map(file -> file.getFileName().toString()))
          .filteredOn(file -> file.endsWith(".jar") && !file.contains("-0.1.0"))
          .hasSizeGreaterThan(30)
          .allMatch(jar -> patterns.stream().anyMatch(each -> each.matcher(jar).matches()));
    }
  }

  @Test
  void plugin_withoutLibraries_isOneJar() throws IOException {
    assertThat(names("plugins")).anyMatch(jar -> jar.matches("sni-matcher-.*\\.jar"));
  }

  @Test
  void runtime_hasTheModulesThatOurCodeNeeds() throws IOException {
    StringWriter needed = new StringWriter();
    StringWriter errors = new StringWriter();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--print-module-deps",
                "--no-recursive",
                "--ignore-missing-deps",
                "--multi-release",
                "25",
                "--class-path",
                classPath()));
    ourJars().forEach(jar -> arguments.add(jar.toString()));

    int exit =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(
                new PrintWriter(needed, true),
                new PrintWriter(errors, true),
                arguments.toArray(String[]::new));

    assertThat(exit).as(errors.toString()).isZero();
    assertThat(modulesOfRuntime()).contains(needed.toString().strip().split(","));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void zip_holdsWhatIsUnpacked_withTheRightModes(boolean withRuntime) throws IOException {
    try (FileSystem zip = open(Distribution.zip(withRuntime))) {
      Path top = onlyFolderIn(zip);

      List<Path> files = Distribution.filesBelow(top);

      assertThat(files.stream().map(Path::toString))
          .containsExactlyElementsOf(
              Distribution.filesBelow(Distribution.UNPACKED).stream()
                  .filter(file -> withRuntime || !file.startsWith("runtime"))
                  // Fits one Java only.
                  .filter(file -> withRuntime || !file.toString().startsWith("lib/proxy.aot"))
                  .filter(file -> !file.startsWith("run"))
                  .map(Path::toString)
                  .toList());
      for (Path file : files) {
        assertThat(modes(top.resolve(file)))
            .as(file.toString())
            .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE)
            .contains(PosixFilePermission.OTHERS_READ);
      }
      assertThat(modes(top.resolve("bin/proxy"))).contains(PosixFilePermission.OTHERS_EXECUTE);
      assertThat(modes(top.resolve("lib"))).contains(PosixFilePermission.OTHERS_EXECUTE);
      assertThat(top.getFileName().toString()).matches("proxy-\\d+\\.\\d+\\.\\d+/?");
    }
  }

  @Test
  void unpacked_isReadyToRun() {
    assertThat(Distribution.UNPACKED.resolve("bin/proxy")).isExecutable();
    assertThat(Distribution.UNPACKED.resolve("runtime/bin/java")).isExecutable();
    assertThat(Distribution.UNPACKED.resolve("runtime/bin/keytool")).isExecutable();
    assertThat(Distribution.UNPACKED.resolve("runtime/lib/jspawnhelper")).isExecutable();
  }

  private static List<String> names(String folder) throws IOException {
    try (Stream<Path> files = Files.list(Distribution.UNPACKED.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<Path> ourJars() throws IOException {
    return Distribution.filesBelow(Distribution.UNPACKED).stream()
        .filter(file -> file.startsWith("lib") || file.startsWith("plugins"))
        .filter(
            file -> file.getFileName().toString().matches("(proxy|.*matcher|balancers|access)-.*"))
        .map(Distribution.UNPACKED::resolve)
        .toList();
  }

  private static String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(Distribution.UNPACKED.resolve("lib"))) {
      return String.join(
          ":", jars.map(Path::toString).filter(name -> name.endsWith(".jar")).toList());
    }
  }

  /** The file says {@code MODULES="java.base java.logging"}. */
  private static List<String> modulesOfRuntime() throws IOException {
    try (Stream<String> lines = Files.lines(Distribution.UNPACKED.resolve("runtime/release"))) {
      String modules = lines.filter(line -> line.startsWith("MODULES=")).findAny().orElseThrow();
      return List.of(modules.replaceAll("MODULES=|\"", "").split(" "));
    }
  }

  private static FileSystem open(Path zip) throws IOException {
    return FileSystems.newFileSystem(
        URI.create("jar:" + zip.toUri()), Map.of("enablePosixFileAttributes", true));
  }

  private static Path onlyFolderIn(FileSystem zip) throws IOException {
    try (Stream<Path> top = Files.list(zip.getPath("/"))) {
      List<Path> folders = top.toList();
      assertThat(folders).hasSize(1);
      return folders.getFirst();
    }
  }

  private static Set<PosixFilePermission> modes(Path file) throws IOException {
    return Files.getPosixFilePermissions(file);
  }
}
