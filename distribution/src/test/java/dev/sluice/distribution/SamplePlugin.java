package dev.sluice.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A plugin as its author writes it, compiled against what the distribution holds. */
final class SamplePlugin {

  private static final String SOURCE =
      """
      package sample;

      import dev.sluice.api.*;
      import dev.sluice.api.session.*;
      import dev.sluice.api.settings.*;
      import java.net.InetSocketAddress;
      import java.util.List;
      import java.util.Set;

      public class SamplePlugin implements Plugin {

        private static final Key<Boolean> WANTED =
            Key.required("wanted", Type.flag(), "Which ports fit: true for even ones");

        @Override
        public String name() {
          return "sample";
        }

        @Override
        public List<Factory<Matcher>> matchers() {
          return List.of(new EvenPort());
        }

        private static final class EvenPort implements Factory<Matcher> {

          @Override
          public String word() {
            return "even-port";
          }

          @Override
          public String doc() {
            return "Whether the client's port is even";
          }

          @Override
          public SettingsSpec settings() {
            return SettingsSpec.of(WANTED).shortForm(WANTED);
          }

          @Override
          public Matcher create(Settings settings, Context context) {
            boolean wanted = settings.get(WANTED);
            return new Matcher() {
              @Override
              public Set<Need> needs() {
                return Set.of();
              }

              @Override
              public Answer match(Client client, Preface preface) {
                int port = ((InetSocketAddress) client.address()).getPort();
                return (port % 2 == 0) == wanted ? Answer.YES : Answer.NO;
              }
            };
          }
        }
      }
      """;

  private SamplePlugin() {}

  /** Compiles it into a jar; its matcher {@code even-port} looks at the client's port. */
  static void build(Product product, Path work, Path jar) throws IOException {
    Path source = Files.createDirectories(work).resolve("SamplePlugin.java");
    Files.writeString(source, SOURCE);
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                work.toString(),
                "-cp",
                classPath(product),
                source.toString());
    assertThat(exit).as("javac").isZero();
    pack(work, jar);
  }

  private static String classPath(Product product) throws IOException {
    try (Stream<Path> jars = Files.list(product.home().resolve("lib"))) {
      return String.join(":", jars.map(Path::toString).toList());
    }
  }

  private static void pack(Path classes, Path jar) throws IOException {
    List<Path> files;
    try (Stream<Path> below = Files.walk(classes)) {
      files = below.filter(file -> file.toString().endsWith(".class")).toList();
    }
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Path compiled : files) {
        out.putNextEntry(new JarEntry(classes.relativize(compiled).toString()));
        Files.copy(compiled, out);
      }
      out.putNextEntry(new JarEntry("META-INF/services/dev.sluice.api.Plugin"));
      out.write("sample.SamplePlugin\n".getBytes(UTF_8));
    }
  }
}
