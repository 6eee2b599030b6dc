package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The zips in all the places where people put them. */
@Timeout(60)
class UnpackedIT {

  @TempDir private Path temp;
  private Path folder;

  @BeforeEach
  void realPath() throws IOException {
    folder = temp.toRealPath().resolve("a folder with spaces");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void zip_letsNobodyElseWrite(boolean withRuntime) throws IOException {
    try (FileSystem zip = Product.open(Product.zip(withRuntime));
        Stream<Path> entries = Files.walk(zip.getPath("/"))) {
      List<Path> all = entries.filter(entry -> entry.getNameCount() > 0).toList();

      assertThat(all).hasSizeGreaterThan(20);
      assertThat(all)
          .allSatisfy(entry ->
              assertThat(Files.getPosixFilePermissions(entry))
                  .doesNotContain(
                      PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE));
    }
  }

  @Test
  void calledThroughAChainOfLinks_fromElsewhere_findsItsHome() throws Exception {
    Product product = Product.unpack(folder);
    product.configure(Config.plain(Ports.free(), Ports.free()));
    Path bin = Files.createDirectories(temp.resolve("usr/local/bin"));
    Path absolute = Files.createSymbolicLink(temp.resolve("current"), product.launcher());
    Files.createSymbolicLink(bin.resolve("sluice"), Path.of("../../../current"));
    Path relative = Files.createSymbolicLink(bin.resolve("proxy"), Path.of("sluice"));

    for (Path link : List.of(absolute, relative)) {
      Command.Outcome outcome = Command.run(link.toString(), "check");

      assertThat(outcome.exit()).as(outcome.text()).isZero();
      assertThat(outcome.out()).isEqualTo(product.configuration() + ": no problems, no warnings\n");
    }
  }

  @Test
  void calledInItsHome_namesFilesBelowIt() throws Exception {
    Product product = Product.unpack(folder);
    Files.delete(product.configuration());

    Command.Outcome outcome = checkInItsHome(product);

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).startsWith("conf/proxy.json: does not exist\n");
  }

  @Test
  void configurationsThatCome_haveNoProblem() throws Exception {
    Product product = Product.unpack(folder);

    assertThat(checkInItsHome(product).out()).startsWith("conf/proxy.json: no problems, ");
    try (Stream<Path> examples = Files.list(product.home().resolve("conf/examples"))) {
      List<Path> files = examples.filter(file -> file.toString().endsWith(".json")).toList();
      assertThat(files).isNotEmpty();
      for (Path example : files) {
        Command.Outcome outcome = product.run("check", "-c", example.toString());

        assertThat(outcome.out()).as(outcome.err()).startsWith(example + ": no problems, ");
      }
    }
  }

  private static Command.Outcome checkInItsHome(Product product)
      throws IOException, InterruptedException {
    return Command.run(product.home(), Map.of(), List.of("bin/proxy", "check"));
  }

  /**
   * Java takes the encoding of file names from the locale: in C it did not even find its classes.
   * The names are made by a shell, as this JVM may be in such a locale itself.
   */
  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8"})
  void namesBeyondAscii_workInAnyLocale(String locale) throws Exception {
    Product product = Product.unpack(folder);
    int port = Ports.free();
    product.configure(
        Config.plain("\"global\": { \"pidfile\": \"run/\u00fc.pid\" },", port, Ports.free())
            .replace("\"127.0.0.1:" + port + "\"", "\"unix:run/\u00fc.sock\""));
    String script =
        """
        u=$(printf '\\303\\274')
        mv "$1" "$2/h$u" && cd "$2/h$u" && mv conf/proxy.json "conf/$u.json" || exit 99
        bin/proxy check -c "conf/$u.json" || exit
        bin/proxy -c "conf/$u.json" & proxy=$!
        until [ -S "run/$u.sock" ] && [ "$(cat "run/$u.pid")" = "$proxy" ]; do
          kill -0 "$proxy" || exit 98
          sleep 0.1
        done
        kill "$proxy" && wait "$proxy"
        """;

    Command.Outcome outcome =
        Command.run(
            temp,
            Map.of("LC_ALL", locale),
            List.of("/bin/sh", "-c", script, "sh", product.home().toString(), temp.toString()));

    assertThat(outcome.exit()).as(outcome.text()).isZero();
    assertThat(outcome.out()).startsWith("conf/\u00fc.json: no problems, no warnings\n");
    assertThat(outcome.err())
        .contains("frontend 'web': unix:run/\u00fc.sock: listening")
        .endsWith("stopped\n");
  }

  @Test
  void homeThatCannotBeWritten_serves() throws Exception {
    Product product = Product.unpack(folder);
    int port = Ports.free();
    try (SpeakingServer server = new SpeakingServer("one");
        Started proxy = startWithoutRights(product, Config.plain(port, server.port()))) {
      proxy.awaitErr("generation 1");

      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
      assertThat(product.home().resolve("run")).doesNotExist();
      proxy.signal("TERM");
      assertThat(proxy.awaitExit()).isZero();
    } finally {
      permissions(product.home(), "rwxr-xr-x");
    }
  }

  /** Rights do not hold root back: it becomes nobody. */
  private Started startWithoutRights(Product product, String text) throws IOException {
    product.configure(text);
    permissions(product.home(), "r-xr-xr-x");
    permissions(folder, "rwxr-xr-x");
    permissions(temp, "rwxr-xr-x");
    List<String> command = new ArrayList<>();
    if (Files.isWritable(product.home())) {
      command.addAll(List.of(Program.named("setpriv"), "--reuid=65534", "--regid=65534"));
      command.add("--clear-groups");
    }
    command.add(product.launcher().toString());
    return Started.of(product.temp(), Path.of("/"), Map.of(), command);
  }

  private static void permissions(Path file, String text) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(text));
  }

  @Test
  void withoutRuntime_runsOnJavaHome() throws Exception {
    Product product = Product.unpackWithoutRuntime(folder);

    Command.Outcome outcome =
        product.run(Map.of("JAVA_HOME", System.getProperty("java.home")), "version");

    assertThat(outcome.exit()).as(outcome.text()).isZero();
    assertThat(outcome.out()).contains("Java " + System.getProperty("java.version"));
  }

  @Test
  void withoutRuntime_andWithoutJava_saysWhatItNeeds() throws Exception {
    Product product = Product.unpackWithoutRuntime(folder);

    Command.Outcome outcome =
        product.run(Map.of("JAVA_HOME", "", "PATH", programsWithoutJava().toString()), "version");

    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.text().lines())
        .singleElement()
        .asString()
        .startsWith("proxy: needs Java 25 or newer and found none");
  }

  @Test
  void withoutRuntime_andWithAnOldJava_saysWhichOne() throws Exception {
    Product product = Product.unpackWithoutRuntime(folder);
    Path java = Files.createDirectories(temp.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"21.0.2\" 2024-01-16' >&2\n");
    permissions(java, "rwxr-xr-x");

    Command.Outcome outcome =
        product.run(Map.of("JAVA_HOME", temp.resolve("jdk").toString()), "version");

    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.text().lines())
        .singleElement()
        .asString()
        .startsWith("proxy: needs Java 25 or newer, but " + java + " is 21.0.2");
  }

  /** A PATH with what the launcher uses, so that the machine's own Java is not found. */
  private Path programsWithoutJava() throws IOException {
    Path programs = Files.createDirectories(temp.resolve("programs"));
    for (String name : List.of("dirname", "readlink", "sed", "head", "mkdir")) {
      Path program = programs.resolve(name);
      Files.writeString(program, "#!/bin/sh\nexec " + Program.named(name) + " \"$@\"\n");
      permissions(program, "rwxr-xr-x");
    }
    return programs;
  }
}
