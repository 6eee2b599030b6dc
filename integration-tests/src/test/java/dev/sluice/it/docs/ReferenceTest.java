package dev.sluice.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.config.docs.ReferenceWriter;
import dev.sluice.runtime.config.docs.SchemaWriter;
import dev.sluice.runtime.config.settings.Vocabulary;
import dev.sluice.runtime.metrics.MetricsWriter;
import dev.sluice.runtime.plugin.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The generated files lie with the sources, so that they can be read there and a change of them is
 * seen in a review. With {@code -Dsluice.reference.write=true} they are written anew.
 */
class ReferenceTest {

  private static final String HOW =
      "%s is not what the declarations say now; write it anew with: mvn -q test -pl"
          + " integration-tests -am -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dsluice.reference.write=true";

  private static final List<String> BUILT_IN =
      List.of(
          "sni-matcher",
          "host-matcher",
          "client-matcher",
          "http-rules",
          "rate-limiter",
          "proxy-protocol",
          "health-checks",
          "balancers",
          "access-logs");

  private final Registry registry = Registry.fromClassPath(ReferenceTest.class.getClassLoader());

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void builtInPlugins_areAllThere() {
    assertThat(registry.failures()).isEmpty();
    assertThat(registry.extensions())
        .extracting(extension -> extension.plugin().name())
        .containsAll(BUILT_IN);
  }

  @Test
  void reference_isUpToDate() throws IOException {
    assertUpToDate(
        Documents.TOP.resolve("docs/reference/configuration.md"),
        ReferenceWriter.write(new BuiltIn(registry)));
  }

  @Test
  void metrics_areUpToDate() throws IOException {
    assertUpToDate(Documents.TOP.resolve("docs/reference/metrics.md"), MetricsWriter.write());
  }

  @Test
  void schema_isUpToDate() throws IOException {
    assertUpToDate(
        Documents.CONF.resolve("proxy.schema.json"),
        SchemaWriter.write(new BuiltIn(registry)).encodePrettily() + "\n");
  }

  @Test
  void everyWordAndKey_isInTheReference() throws IOException {
    String reference = Files.readString(Documents.TOP.resolve("docs/reference/configuration.md"));
    assertThat(registry.extensions())
        .filteredOn(extension -> BUILT_IN.contains(extension.plugin().name()))
        .isNotEmpty()
        .allSatisfy(extension -> {
          assertThat(reference).contains("### `" + extension.word() + "`");
          assertThat(extension.settings().keys())
              .allSatisfy(key -> assertThat(reference).contains(key.name()));
        });
  }

  /** What the distribution brings; the class path of tests has more. */
  private record BuiltIn(Vocabulary all) implements Vocabulary {

    @Override
    public <T> @Nullable Entry<T> find(Class<T> kind, String word) {
      Entry<T> entry = all.find(kind, word);
      return entry != null && BUILT_IN.contains(entry.plugin()) ? entry : null;
    }

    @Override
    public <T> List<Entry<T>> entries(Class<T> kind) {
      return all.entries(kind).stream().filter(e -> BUILT_IN.contains(e.plugin())).toList();
    }

    @Override
    public @Nullable String note(Class<?> kind, String word) {
      return all.note(kind, word);
    }
  }

  private static void assertUpToDate(Path file, String generated) throws IOException {
    if (Boolean.getBoolean("sluice.reference.write")) {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, generated);
    }
    String committed = Files.exists(file) ? Files.readString(file) : "";
    assertThat(committed).withFailMessage(HOW, Documents.shown(file)).isEqualTo(generated);
  }
}
