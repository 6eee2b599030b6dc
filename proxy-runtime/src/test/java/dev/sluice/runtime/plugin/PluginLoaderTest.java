package dev.sluice.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.LogFormat;
import dev.sluice.api.Matcher;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.TextFile;
import dev.sluice.runtime.config.settings.Vocabulary;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginLoaderTest {

  @TempDir Path temp;
  private Path plugins;
  private Path work;
  private PluginLoader loader;

  @BeforeEach
  void open() throws IOException {
    plugins = Files.createDirectory(temp.resolve("plugins"));
    work = temp.resolve("run/plugins");
    loader = below(temp);
  }

  @AfterEach
  void close() {
    loader.close();
  }

  private JarWorkshop workshop() {
    return new JarWorkshop(temp);
  }

  private static Factory<LogFormat> format(Registry registry, String word) {
    Vocabulary.Entry<LogFormat> entry = registry.find(LogFormat.class, word);
    assertThat(entry).as("%s, failures: %s", word, registry.failures()).isNotNull();
    return Objects.requireNonNull(entry).factory();
  }

  private static String line(Registry registry, String word) {
    return line(format(registry, word));
  }

  private static String line(Factory<LogFormat> factory) {
    StringBuilder line = new StringBuilder();
    SessionRecord unused =
        (SessionRecord)
            Proxy.newProxyInstance(
                SessionRecord.class.getClassLoader(),
                new Class<?>[] {SessionRecord.class},
                (proxy, method, arguments) -> {
                  throw new AssertionError(method);
                });
    factory.create(Settings.builder().build(), new NoContext()).format(unused, line);
    return line.toString();
  }

  @Test
  void jar_isListedWithItsNameFileAndVersion() {
    workshop().plugin("a", "w", "\"hello\"").version("3.2.1").jar(plugins.resolve("a.jar"));

    Registry registry = loader.load();

    assertThat(registry.failures()).isEmpty();
    assertThat(registry.extensions())
        .extracting(e -> e.kind().name(), Extension::word, Extension::doc, Extension::plugin)
        .containsExactly(
            tuple("log-format", "w", "a test", new PluginOrigin("a", "a.jar", "3.2.1")));
    assertThat(line(registry, "w")).isEqualTo("hello");
    assertThat(registry.find(Matcher.class, "w")).isNull();
    assertThat(registry.entries(LogFormat.class)).extracting(e -> e.plugin()).containsExactly("a");
  }

  @Test
  void pluginsWithDifferentVersionsOfALibrary_eachSeeTheirOwn() {
    for (String version : List.of("one", "two")) {
      workshop()
          .plugin("p" + version, version, "lib.Library.VERSION()")
          .source(
              "lib.Library",
              "package lib; public class Library { public static String VERSION() { return \""
                  + version
                  + "\"; } }")
          .jar(plugins.resolve(version + ".jar"));
    }

    Registry registry = loader.load();

    assertThat(line(registry, "one")).isEqualTo("one");
    assertThat(line(registry, "two")).isEqualTo("two");
  }

  @Test
  void libraryTheProxyHasToo_isThePluginsOwn() {
    workshop()
        .plugin("a", "w", "com.fasterxml.jackson.databind.ObjectMapper.whose()")
        .source(
            "com.fasterxml.jackson.databind.ObjectMapper",
            "package com.fasterxml.jackson.databind; public class ObjectMapper {"
                + " public static String whose() { return \"the plugin's\"; } }")
        .jar(plugins.resolve("a.jar"));

    assertThat(line(loader.load(), "w")).isEqualTo("the plugin's");
  }

  @Test
  void apiInThePluginsJar_isIgnored() {
    workshop()
        .plugin("a", "w", "\"x\"")
        .source(
            "dev.sluice.api.Answer",
            "package dev.sluice.api; public enum Answer { YES, NO, MORE, PERHAPS }")
        .jar(plugins.resolve("a.jar"));

    assertThat(line(loader.load(), "w")).isEqualTo("x");
  }

  @Test
  void insideOfTheProxy_isInvisible() {
    String seen =
        """
        java.util.stream.Stream.of("dev.sluice.runtime.plugin.Registry", "io.netty.buffer.ByteBuf",
            "com.fasterxml.jackson.databind.ObjectMapper", "io.vertx.core.impl.VertxImpl",
            "io.vertx.core.internal.VertxInternal", "picocli.CommandLine", "io.vertx.core.Vertx",
            "io.vertx.core.net.NetSocket", "org.slf4j.Logger", "org.jspecify.annotations.NullMarked",
            "dev.sluice.api.Matcher", "java.sql.Driver")
          .filter(name -> {
            try { Class.forName(name, false, P.class.getClassLoader()); return true; }
            catch (ClassNotFoundException e) { return false; }
          }).toList().toString()\
        """;
    workshop().plugin("a", "w", seen).jar(plugins.resolve("a.jar"));

    assertThat(line(loader.load(), "w"))
        .isEqualTo(
            "[io.vertx.core.Vertx, io.vertx.core.net.NetSocket, org.slf4j.Logger,"
                + " org.jspecify.annotations.NullMarked, dev.sluice.api.Matcher, java.sql.Driver]");
  }

  @Test
  void servicesOnTheProxysClassPath_areInvisible() {
    workshop()
        .plugin(
            "a",
            "w",
            "P.class.getClassLoader().getResource("
                + "\"META-INF/services/io.vertx.core.spi.VertxServiceProvider\")")
        .jar(plugins.resolve("a.jar"));

    assertThat(line(loader.load(), "w")).isEqualTo("null");
  }

  @Test
  void folderOfJars_isOnePlugin() {
    Path library =
        workshop()
            .source(
                "lib.Library",
                "package lib; public class Library { public static String name() { return"
                    + " \"lib\"; } }")
            .jar(plugins.resolve("geo/lib.jar"));
    workshop()
        .plugin("a", "w", "lib.Library.name()")
        .library(library)
        .jar(plugins.resolve("geo/geo.jar"));

    Registry registry = loader.load();

    assertThat(line(registry, "w")).isEqualTo("lib");
    assertThat(registry.extensions()).extracting(e -> e.plugin().file()).containsExactly("geo");
  }

  @Test
  void whatIsNoPlugin_isNotLookedAt() throws IOException {
    Files.writeString(plugins.resolve("README.md"), "x");
    Files.writeString(plugins.resolve(".hidden.jar"), "x");
    Files.writeString(plugins.resolve("new.jar.part"), "x");
    Files.createDirectory(plugins.resolve("empty"));

    Registry registry = loader.load();

    assertThat(registry.failures()).isEmpty();
    assertThat(registry.extensions()).isEmpty();
    assertThat(registry.note(LogFormat.class, "w")).isEqualTo("no plugin was found");
  }

  @Test
  void missingFolder_isAnEmptyOne() throws IOException {
    Files.delete(plugins);

    assertThat(loader.load().failures()).isEmpty();
  }

  @Test
  void linkToAJar_isLoaded() throws IOException {
    Path jar = workshop().plugin("a", "w", "\"x\"").jar(temp.resolve("elsewhere/a-1.0.jar"));
    Files.createSymbolicLink(plugins.resolve("a.jar"), jar);

    assertThat(line(loader.load(), "w")).isEqualTo("x");
  }

  @Test
  void brokenPlugins_areNamedAndTheOthersWork() throws IOException {
    Path good = workshop().plugin("good", "w", "\"x\"").jar(plugins.resolve("m-good.jar"));
    byte[] bytes = Files.readAllBytes(good);
    Files.write(plugins.resolve("a-truncated.jar"), Arrays.copyOf(bytes, bytes.length * 2 / 3));
    Files.writeString(plugins.resolve("b-text.jar"), "this is no jar");
    Files.createFile(plugins.resolve("c-empty.jar"));
    workshop().resource("x", "y").jar(plugins.resolve("d-no-plugin.jar"));
    workshop().service("no.such.Type").jar(plugins.resolve("e-no-class.jar"));
    workshop()
        .plugin("f", "f", "\"f\"")
        .source("f.Gone", "package f; public class Gone { static final Object O = new Object(); }")
        .source("f.Q", "package f; public class Q extends P { Object o = Gone.O; }")
        .service("f.Q")
        .jar(plugins.resolve("f-missing-class.jar"), "f/Gone.class");
    Files.createSymbolicLink(plugins.resolve("g-dangling.jar"), temp.resolve("nowhere"));

    Registry registry = loader.load();

    assertThat(registry.failures())
        .extracting(PluginFailure::file)
        .containsExactlyInAnyOrder(
            "a-truncated.jar",
            "b-text.jar",
            "c-empty.jar",
            "d-no-plugin.jar",
            "e-no-class.jar",
            "f-missing-class.jar",
            "g-dangling.jar");
    assertThat(registry.failures())
        .extracting(PluginFailure::toString)
        .anySatisfy(text -> assertThat(text).startsWith("plugin 'a-truncated.jar': not a complete"))
        .contains(
            "plugin 'd-no-plugin.jar': brings no plugin:"
                + " META-INF/services/dev.sluice.api.Plugin is missing",
            "plugin 'e-no-class.jar': dev.sluice.api.Plugin: Provider no.such.Type not found",
            "plugin 'f-missing-class.jar': needs a class that is not there: f/Gone");
    assertThat(line(registry, "w")).isEqualTo("x");
    assertThat(registry.note(LogFormat.class, "f"))
        .contains("plugins/f-missing-class.jar failed: needs a class that is not there: f/Gone");
  }

  @Test
  void jarThatIsBeingCopied_withItsFullLengthOrGarbage_isNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(workshop().plugin("a", "w", "\"x\"").jar(temp.resolve("a")));
    // Some programs set the length first: the rest is zeros until it has come.
    byte[] half = Arrays.copyOf(Arrays.copyOf(bytes, bytes.length / 2), bytes.length);
    Files.write(plugins.resolve("a-half.jar"), half);
    byte[] noMiddle = bytes.clone();
    Arrays.fill(noMiddle, bytes.length / 10, bytes.length / 2, (byte) 0xff);
    Files.write(plugins.resolve("b-garbage.jar"), noMiddle);
    workshop().plugin("z", "z", "\"z\"").jar(plugins.resolve("z.jar"));

    Registry registry = loader.load();

    assertThat(registry.failures())
        .extracting(PluginFailure::file)
        .containsExactly("a-half.jar", "b-garbage.jar");
    assertThat(registry.failures().getFirst().reason()).startsWith("not a complete jar: ");
    assertThat(line(registry, "z")).isEqualTo("z");

    Files.write(plugins.resolve("a-half.jar"), bytes);
    assertThat(line(loader.load(), "w")).isEqualTo("x");
  }

  @Test
  void jarWithEntriesThatLeadOutside_writesNothing() throws IOException {
    workshop()
        .plugin("a", "w", "\"x\"")
        .resource("../../escaped", "!")
        .resource("/escaped", "!")
        .resource("..\\..\\escaped", "!")
        .resource("META-INF/../../escaped", "!")
        .jar(plugins.resolve("a.jar"));

    assertThat(line(loader.load(), "w")).isEqualTo("x");
    try (Stream<Path> files = Files.walk(temp)) {
      assertThat(files).noneMatch(file -> file.endsWith("escaped"));
    }
    assertThat(Path.of("/escaped")).doesNotExist();
  }

  @Test
  void classOfANewerJava_isNamedAsSuch() throws IOException {
    Path jar = workshop().plugin("a", "w", "\"x\"").jar(temp.resolve("a.jar"));
    Path future = temp.resolve("future/a/P.class");
    Files.createDirectories(future.getParent());
    try (var zip = new java.util.zip.ZipFile(jar.toFile())) {
      byte[] type = zip.getInputStream(zip.getEntry("a/P.class")).readAllBytes();
      type[7] = (byte) 200; // the major version
      Files.write(future, type);
    }
    try (var zip =
        new java.util.jar.JarOutputStream(Files.newOutputStream(plugins.resolve("a.jar")))) {
      zip.putNextEntry(new java.util.jar.JarEntry("a/P.class"));
      zip.write(Files.readAllBytes(future));
      zip.putNextEntry(new java.util.jar.JarEntry("META-INF/services/dev.sluice.api.Plugin"));
      zip.write("a.P".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    assertThat(loader.load().failures())
        .singleElement()
        .asString()
        .startsWith("plugin 'a.jar': was built for a newer Java: a/P");
  }

  @Test
  void pluginThatThrowsAnything_isSkippedAsAWhole() {
    Stream.of(
            "throw new IllegalStateException(\"boom\\nsecond line\")",
            "return run()",
            "throw new LinkageError(\"linkage\")",
            "throw new RuntimeException() { public String getMessage() { throw new Error(); } }",
            "return null")
        .forEach(statement -> {
          String pkg = "p" + Integer.toHexString(statement.hashCode());
          workshop()
              .plugin(pkg, pkg, "\"x\"")
              .source(
                  pkg + ".Q",
                  "package "
                      + pkg
                      + "; public class Q extends P { int run() { return run() + run(); }"
                      + " public java.util.List checks() { "
                      + statement.replace("run()", "run() > 0 ? null : null")
                      + "; } }")
              .service(pkg + ".Q")
              .jar(plugins.resolve(pkg + ".jar"));
        });
    workshop().plugin("z", "w", "\"x\"").jar(plugins.resolve("z.jar"));

    Registry registry = loader.load();

    assertThat(registry.extensions()).extracting(Extension::word).containsExactly("w");
    assertThat(registry.failures())
        .hasSize(5)
        .extracting(PluginFailure::reason)
        .contains(
            "IllegalStateException: boom second line",
            "StackOverflowError",
            "LinkageError: linkage",
            "IllegalStateException: its list of check factories is null");
  }

  @Test
  void secondProviderOfAJar_isThereAlthoughTheFirstFails() {
    workshop()
        .plugin("a", "w", "\"x\"")
        .service("no.such.Type", "a.P")
        .jar(plugins.resolve("a.jar"));

    Registry registry = loader.load();

    assertThat(line(registry, "w")).isEqualTo("x");
    assertThat(registry.failures()).hasSize(1);
  }

  @Test
  void twoJarsWithTheSameWord_bothClaimIt() {
    workshop().plugin("b", "w", "\"from b\"").jar(plugins.resolve("b.jar"));
    workshop().plugin("a", "w", "\"from a\"").jar(plugins.resolve("a.jar"));

    Registry registry = loader.load();

    assertThat(registry.claimants(LogFormat.class, "w"))
        .containsExactly("plugins/a.jar", "plugins/b.jar");
    assertThat(registry.claimants(Matcher.class, "w")).isEmpty();
    assertThat(registry.failures())
        .containsExactly(
            new PluginFailure(
                "b.jar",
                "log-format 'w' is already there, from a.jar; a configuration that uses it is"
                    + " refused until one of them is taken out"));
    // Of another word there is nothing to say: nothing has failed.
    assertThat(registry.note(LogFormat.class, "v")).isNull();
  }

  @Test
  void jarOverwrittenWhileLoaded_keepsWorkingAndTheNewOneComesWithTheNextLoad() throws IOException {
    Path next =
        workshop()
            .plugin("a", "w", "\"new\"")
            .resource("late", "filler ".repeat(1000))
            .jar(temp.resolve("next.jar"));
    Path jar =
        workshop()
            .plugin("a", "w", "Late.text()")
            .source(
                "a.Late",
                "package a; class Late { static String text() { return \"old \" + new String("
                    + "read()); } static byte[] read() { try (var in ="
                    + " Late.class.getResourceAsStream(\"/late\")) { return in.readAllBytes(); }"
                    + " catch (java.io.IOException e) { throw new Error(e); } } }")
            .resource("late", "resource")
            .jar(plugins.resolve("a.jar"));
    Registry before = loader.load();

    Files.write(jar, Files.readAllBytes(next), StandardOpenOption.TRUNCATE_EXISTING);

    assertThat(line(before, "w")).isEqualTo("old resource");
    assertThat(line(loader.load(), "w")).isEqualTo("new");
    assertThat(line(before, "w")).isEqualTo("old resource");
  }

  @Test
  void secondLoad_keepsWhatIsUnchangedAndFindsWhatIsNew() {
    workshop().plugin("a", "w", "\"x\"").jar(plugins.resolve("a.jar"));
    Registry first = loader.load();
    workshop().plugin("b", "new", "\"new\"").jar(plugins.resolve("b.jar"));

    Registry second = loader.load();

    assertThat(format(second, "w")).isSameAs(format(first, "w"));
    assertThat(line(second, "new")).isEqualTo("new");
    assertThat(first.find(LogFormat.class, "new")).isNull();
  }

  @Test
  void removedPlugin_worksUntilItsRegistryIsClosedAndIsCollectedThen() throws IOException {
    WeakReference<ClassLoader> classes = useAndRemove();

    assertThat(copies()).isEmpty();
    assertCollected(classes);
  }

  /** A method of its own, so that no local variable keeps the classes. */
  private WeakReference<ClassLoader> useAndRemove() throws IOException {
    Path jar = workshop().plugin("a", "w", "\"x\"").jar(plugins.resolve("a.jar"));
    try (Registry registry = loader.load()) {
      Files.delete(jar);

      assertThat(loader.load().extensions()).isEmpty();
      assertThat(line(registry, "w")).isEqualTo("x");
      assertThat(copies()).hasSize(1);
      return new WeakReference<>(format(registry, "w").getClass().getClassLoader());
    }
  }

  private static void assertCollected(WeakReference<ClassLoader> classes) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          System.gc();
          assertThat(classes.get()).isNull();
        });
  }

  private List<Path> copies() throws IOException {
    try (Stream<Path> files = Files.walk(work)) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }

  @Test
  void sameJarUnderTwoNames_canBeRemovedOnce() throws IOException {
    Path jar = workshop().plugin("a", "w", "\"x\"").jar(plugins.resolve("a.jar"));
    Path second = Files.copy(jar, plugins.resolve("b.jar"));
    loader.load().close();
    Files.delete(second);

    Registry registry = loader.load();

    assertThat(registry.failures()).isEmpty();
    assertThat(line(registry, "w")).isEqualTo("x");
    assertThat(copies()).hasSize(1);
  }

  @Test
  void secondProcessOfTheSameHome_leavesTheCopiesOfTheFirst() throws IOException {
    workshop().plugin("a", "w", "\"x\"").jar(plugins.resolve("a.jar"));
    Registry registry = loader.load();

    try (PluginLoader other = below(temp)) {
      assertThat(line(other.load(), "w")).isEqualTo("x");
      assertThat(copies()).hasSize(2);
    }

    assertThat(copies()).hasSize(1);
    assertThat(line(registry, "w")).isEqualTo("x");
  }

  @Test
  void copiesOfAProcessThatDied_areDeletedByTheNext() throws IOException {
    Path dead = Files.createDirectories(work.resolve("dead"));
    Path lock = Files.createFile(dead.resolve("lock"));
    Files.createFile(dead.resolve("x.jar"));
    Files.setLastModifiedTime(lock, java.nio.file.attribute.FileTime.fromMillis(0));

    below(temp).close();

    assertThat(dead).doesNotExist();
  }

  @Test
  void workFolderThatCannotBeMade_isReplacedByATemporaryOne() throws IOException {
    workshop().plugin("a", "w", "\"x\"").jar(plugins.resolve("a.jar"));
    Path blocked = Files.createFile(temp.resolve("file"));

    try (PluginLoader other = PluginLoader.of(new PluginDirectory(plugins), blocked)) {
      assertThat(line(other.load(), "w")).isEqualTo("x");
    }
  }

  @Test
  void classPath_givesPluginsToTestsAndEmbedders() throws IOException {
    Path jar = workshop().plugin("a", "w", "\"x\"").version("7").jar(temp.resolve("a.jar"));
    try (var classes =
        new java.net.URLClassLoader(
            new java.net.URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {

      Registry registry = Registry.fromClassPath(classes);

      assertThat(line(registry, "w")).isEqualTo("x");
      assertThat(registry.extensions())
          .extracting(Extension::plugin)
          .contains(new PluginOrigin("a", "a.jar", "7"));
    }
  }

  /** These factories look at nothing. */
  private static final class NoContext implements Context {

    @Override
    public Vertx vertx() {
      throw new AssertionError();
    }

    @Override
    public Path home() {
      throw new AssertionError();
    }

    @Override
    public void problem(String message) {
      throw new AssertionError(message);
    }

    @Override
    public void problem(TextFile.Line line, String message) {
      throw new AssertionError(message);
    }
  }

  private static PluginLoader below(Path home) throws IOException {
    return PluginLoader.of(
        new PluginDirectory(home.resolve("plugins")), home.resolve("run/plugins"));
  }
}
