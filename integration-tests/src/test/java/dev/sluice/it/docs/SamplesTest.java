package dev.sluice.it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.runtime.config.ConfigParser;
import dev.sluice.runtime.config.Parsed;
import dev.sluice.runtime.config.model.extensions.CarriedOver;
import dev.sluice.runtime.plugin.Registry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** What is shipped or shown as a configuration is one, without a problem and without a warning. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamplesTest {

  private static final Pattern BLOCK =
      Pattern.compile("^```jsonc\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  private final Vertx vertx = Vertx.vertx();
  private final Registry registry = Registry.fromClassPath(SamplesTest.class.getClassLoader());

  @BeforeAll
  void pluginsAreThere() {
    assertThat(registry.failures()).isEmpty();
  }

  @AfterAll
  void close() {
    registry.close();
    vertx.close().await();
  }

  @TestFactory
  List<DynamicTest> shippedFiles_areAccepted() throws IOException {
    try (Stream<Path> files = Files.walk(Documents.CONF)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .filter(file -> !file.endsWith("proxy.schema.json"))
          .sorted()
          .map(file ->
              dynamicTest(
                  Documents.shown(file),
                  () -> assertAccepted(Documents.shown(file), file, Files.readString(file))))
          .toList();
    }
  }

  /** They may name the files that lie beside the shipped examples. */
  @TestFactory
  List<DynamicTest> samplesInDocuments_areAccepted() throws IOException {
    Path beside = Documents.CONF.resolve("examples/sample.json");
    List<DynamicTest> tests = new ArrayList<>();
    for (Path document : Documents.markdown()) {
      String text = Files.readString(document);
      Matcher block = BLOCK.matcher(text);
      while (block.find()) {
        String sample = block.group(1);
        if (sample.contains("\"frontends\"")) {
          long line = text.substring(0, block.start(1)).lines().count() + 1;
          String name = Documents.shown(document) + " from line " + line;
          tests.add(dynamicTest(name, () -> assertAccepted(name, beside, sample)));
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  private void assertAccepted(String name, Path file, String text) {
    Parsed parsed =
        ConfigParser.parse(name, file, text, registry, vertx, Path.of("target"), new CarriedOver());
    switch (parsed) {
      case Parsed.Refused refused -> assertThat(refused.problems()).isEmpty();
      case Parsed.Accepted accepted -> accepted.config().close();
    }
    assertThat(parsed.warnings()).isEmpty();
  }
}
