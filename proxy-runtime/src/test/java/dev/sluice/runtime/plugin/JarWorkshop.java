package dev.sluice.runtime.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles sources and packs them into jars, as an author of a plugin would. */
final class JarWorkshop {

  /** A plugin with one log format, whose line is what an expression says. */
  static final String PLUGIN =
      """
      package %1$s;
      import dev.sluice.api.*;
      import dev.sluice.api.settings.*;
      import java.util.List;
      public class P implements Plugin {
        public String name() { return "%1$s"; }
        public List<Factory<LogFormat>> logFormats() { return List.of(new F()); }
        static class F implements Factory<LogFormat> {
          public String word() { return "%2$s"; }
          public String doc() { return "a test"; }
          public SettingsSpec settings() { return SettingsSpec.none(); }
          public LogFormat create(Settings settings, Context context) {
            return (session, line) -> line.append(%3$s);
          }
        }
      }
      """;

  private final Path folder;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> resources = new LinkedHashMap<>();
  private final Manifest manifest = new Manifest();
  private final List<Path> libraries = new ArrayList<>();

  JarWorkshop(Path folder) {
    this.folder = folder;
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
  }

  /** A plugin of this package, whose log format of this word writes the value of an expression. */
  JarWorkshop plugin(String pkg, String word, String expression) {
    return source(pkg + ".P", PLUGIN.formatted(pkg, word, expression)).service(pkg + ".P");
  }

  JarWorkshop source(String name, String text) {
    sources.put(name, text);
    return this;
  }

  JarWorkshop service(String... classes) {
    resources.put("META-INF/services/dev.sluice.api.Plugin", String.join("\n", classes));
    return this;
  }

  JarWorkshop resource(String name, String text) {
    resources.put(name, text);
    return this;
  }

  JarWorkshop version(String version) {
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
    return this;
  }

  /** Compiles against this jar, without packing it. */
  JarWorkshop library(Path jar) {
    libraries.add(jar);
    return this;
  }

  /** Packs everything but these classes. */
  Path jar(Path jar, String... without) {
    try {
      Path work = Files.createTempDirectory(folder, "jar");
      compile(work);
      Files.createDirectories(jar.getParent());
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream out = new JarOutputStream(file, manifest);
          Stream<Path> files = Files.walk(work.resolve("classes"))) {
        for (Path path : files.filter(Files::isRegularFile).toList()) {
          String name = work.resolve("classes").relativize(path).toString();
          if (!List.of(without).contains(name)) {
            put(out, name, Files.readAllBytes(path));
          }
        }
        for (Map.Entry<String, String> resource : resources.entrySet()) {
          put(out, resource.getKey(), resource.getValue().getBytes(UTF_8));
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compile(Path work) throws IOException {
    Path classes = Files.createDirectory(work.resolve("classes"));
    if (sources.isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
    libraries.forEach(jar -> path.append(':').append(jar));
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-d", classes.toString(), "-cp", path.toString()));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = work.resolve(source.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      arguments.add(file.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new AssertionError("does not compile: " + sources);
    }
  }

  private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(content);
    out.closeEntry();
  }
}
