package dev.sluice.it.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/proxy}, with a script in Java's place that prints what it was given. */
class LauncherIT {

  private static final String ECHO =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then
        echo 'openjdk version "%s" 2026-01-01' >&2
        exit
      fi
      echo "pid=$$"
      echo "CLASSPATH=$CLASSPATH"
      for argument in "$@"; do echo "$argument"; done
      """;

  private final Map<String, String> environment = new HashMap<>();

  @TempDir private Path temp;
  private Path home;
  private Path bundledJava;

  @BeforeEach
  void unpack() throws IOException {
    home = temp.toRealPath().resolve("a home with spaces");
    Path launcher = home.resolve("bin/proxy");
    Files.createDirectories(launcher.getParent());
    Files.copy(Distribution.UNPACKED.resolve("bin/proxy"), launcher);
    executable(launcher, Files.readString(launcher));
    Files.createDirectories(home.resolve("lib"));
    Files.writeString(home.resolve("lib/lower-1.jar"), "");
    Files.writeString(home.resolve("lib/Upper-2.jar"), "");
    bundledJava = home.resolve("runtime/bin/java");
    environment.put("PATH", programsWithoutJava().toString());
  }

  @Test
  void calledThroughLinks_fromElsewhere_findsItsHome() throws Exception {
    executable(bundledJava, ECHO.formatted("25.0.3"));
    Path absolute = Files.createSymbolicLink(temp.resolve("absolute"), home.resolve("bin/proxy"));
    Path bin = Files.createDirectories(temp.resolve("usr/bin"));
    Path relative = Files.createSymbolicLink(bin.resolve("proxy"), Path.of("../../absolute"));

    Outcome outcome = start(relative, "run", "-f", "two words");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.lines())
        .contains("-Dsluice.home=" + home, "CLASSPATH=" + jars())
        .contains("-Dio.netty.native.workdir=" + home + "/run")
        .endsWith("dev.sluice.runtime.Main", "run", "-f", "two words");
    assertThat(absolute).isSymbolicLink();
  }

  @Test
  void jvm_takesThePlaceOfTheScript() throws Exception {
    executable(bundledJava, ECHO.formatted("25.0.3"));

    Outcome outcome = start(home.resolve("bin/proxy"));

    assertThat(outcome.lines()).contains("pid=" + outcome.pid());
  }

  @Test
  void javaOpts_comeLast_andMayNameACollector() throws Exception {
    executable(bundledJava, ECHO.formatted("25.0.3"));
    environment.put("PROXY_JAVA_OPTS", "-Xmx1g  -XX:+UseG1GC");

    Outcome outcome = start(home.resolve("bin/proxy"));

    assertThat(outcome.lines())
        .containsSubsequence("-Xmx256m", "-Xmx1g", "-XX:+UseG1GC", "dev.sluice.runtime.Main")
        .doesNotContain("-XX:+UseSerialGC");
  }

  /** The JVM takes an archive of classes only with the order of jars that it was made with. */
  @Test
  void jars_areNamedInTheSameOrderInEveryLocale() throws Exception {
    executable(bundledJava, ECHO.formatted("25.0.3"));
    environment.put("LC_ALL", "en_US.UTF-8");

    assertThat(start(home.resolve("bin/proxy")).lines()).contains("CLASSPATH=" + jars());
  }

  @Test
  void startCache_isUsedWhereThereIsOne_andGivesWayToOtherArchives() throws Exception {
    executable(bundledJava, ECHO.formatted("25.0.3"));
    Path cache = Files.writeString(home.resolve("lib/proxy.aot"), "");
    Files.writeString(home.resolve("lib/proxy.aot.jars"), "0 Upper-2.jar 0 lower-1.jar 0 total\n");

    assertThat(start(home.resolve("bin/proxy")).lines()).contains("-XX:AOTCache=" + cache);
    environment.put("PROXY_JAVA_OPTS", "-Xshare:off");
    assertThat(start(home.resolve("bin/proxy")).lines()).noneMatch(line -> line.contains("AOTC"));
  }

  @Test
  void loggingFile_isUsedWhereThereIsOne() throws Exception {
    executable(bundledJava, ECHO.formatted("25.0.3"));
    Path file = home.resolve("conf/logging.properties");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");

    assertThat(start(home.resolve("bin/proxy")).lines())
        .contains("-Djava.util.logging.config.file=" + file);
  }

  @Test
  void noRuntime_takesJavaHome() throws Exception {
    executable(temp.resolve("jdk/bin/java"), ECHO.formatted("26-ea"));
    environment.put("JAVA_HOME", temp.resolve("jdk").toString());

    assertThat(start(home.resolve("bin/proxy")).lines()).contains("-Dsluice.home=" + home);
  }

  @Test
  void noRuntime_noJava_saysSo() throws Exception {
    Outcome outcome = start(home.resolve("bin/proxy"));

    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.lines())
        .singleElement()
        .asString()
        .startsWith("proxy: needs Java 25 or newer and found none");
  }

  @Test
  void noRuntime_oldJava_saysWhichAndHowOld() throws Exception {
    Path java = temp.resolve("jdk/bin/java");
    executable(java, ECHO.formatted("17.0.15"));
    environment.put("JAVA_HOME", temp.resolve("jdk").toString());

    Outcome outcome = start(home.resolve("bin/proxy"));

    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.lines())
        .singleElement()
        .asString()
        .startsWith("proxy: needs Java 25 or newer, but " + java + " is 17.0.15");
  }

  @Test
  void noRuntime_badJavaHome_saysSo() throws Exception {
    environment.put("JAVA_HOME", temp.resolve("nowhere").toString());

    Outcome outcome = start(home.resolve("bin/proxy"));

    assertThat(outcome.exit()).isEqualTo(3);
    assertThat(outcome.lines()).singleElement().asString().contains("JAVA_HOME is");
  }

  private String jars() {
    return home + "/lib/Upper-2.jar:" + home + "/lib/lower-1.jar";
  }

  private record Outcome(long pid, int exit, List<String> lines) {}

  private Outcome start(Path program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.pid(), process.exitValue(), output.lines().toList());
  }

  /** A PATH with what a shell script needs, so that the machine's own Java is not found. */
  private Path programsWithoutJava() throws IOException {
    Path programs = Files.createDirectories(temp.resolve("programs"));
    for (String name : List.of("sh", "dirname", "readlink", "sed", "head", "mkdir", "wc")) {
      Path program = Path.of("/usr/bin", name);
      Files.createSymbolicLink(
          programs.resolve(name), Files.exists(program) ? program : Path.of("/bin", name));
    }
    return programs;
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
