package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.api.Factory;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link Factory} must keep to: how it calls itself and its settings, and that it takes
 * and refuses what its test class, which extends this one, says.
 */
public abstract class FactoryContract {

  private static final Pattern DASH_CASE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** For subclasses. */
  protected FactoryContract() {}

  /** The factory; a new one each time, or always the same. */
  protected abstract Factory<?> factory();

  /** Values of its word, in JSON, that it takes. */
  protected abstract Stream<String> accepted();

  /** Values of its word, in JSON, that it refuses: by their form, or by reporting a problem. */
  protected abstract Stream<String> refused();

  @Test
  final void word_isDashCase() {
    assertThat(factory().word()).matches(DASH_CASE);
  }

  @Test
  final void doc_isOneSentenceWithoutFullStop() {
    assertSentence(factory().doc());
  }

  @Test
  final void settings_areDeclaredOnce() {
    assertThat(factory().settings().keys()).isEqualTo(factory().settings().keys());
  }

  @Test
  final void keys_areDashCaseDocumentedAndDistinct() {
    assertDocumented(factory().settings());
  }

  @Test
  final void shortForm_isAKey() {
    SettingsSpec spec = factory().settings();
    if (spec.shortForm() != null) {
      assertThat(spec.keys()).anyMatch(key -> key == spec.shortForm());
      assertThat(spec.keys()).filteredOn(key -> key != spec.shortForm()).noneMatch(Key::required);
    }
  }

  @Test
  final void samples_areThere() {
    assertThat(accepted()).isNotEmpty();
  }

  @TestFactory
  final Stream<DynamicTest> acceptedSettings_makeAnInstanceWithoutProblems() {
    return accepted().map(json -> dynamicTest(json, () -> assertThat(problems(json)).isEmpty()));
  }

  @TestFactory
  final Stream<DynamicTest> refusedSettings_areReported() {
    return refused().map(json -> dynamicTest(json, () -> assertRefused(json)));
  }

  private void assertRefused(String json) {
    assertThat(problems(json))
        .isNotEmpty()
        .allSatisfy(problem -> {
          assertThat(problem).isNotBlank().doesNotEndWith(".").doesNotContain("\n");
          assertThat(Character.isUpperCase(problem.charAt(0))).isFalse();
        });
  }

  /** What is wrong with settings: by their specification, or else by the factory. */
  private List<String> problems(String json) {
    Factory<?> factory = factory();
    Settings settings;
    try {
      settings = SampleSettings.read(factory.settings(), json);
    } catch (BadValueException e) {
      return List.of(e.getMessage());
    }
    try (RecordingContext context = new RecordingContext()) {
      Object instance = factory.create(settings, context);
      assertThat(instance).isNotNull();
      if (instance instanceof AutoCloseable closeable) {
        close(closeable);
      }
      return context.problems();
    }
  }

  private static void close(AutoCloseable instance) {
    try {
      instance.close();
    } catch (Exception e) {
      throw new AssertionError("an instance that was never used could not be closed", e);
    }
  }

  private static void assertDocumented(SettingsSpec spec) {
    Set<String> names = new HashSet<>();
    for (Key<?> key : spec.keys()) {
      assertThat(key.name()).matches(DASH_CASE);
      assertThat(names.add(key.name())).describedAs("%s stands once", key).isTrue();
      assertSentence(key.doc());
      assertThat(key.defaultText() == null).isEqualTo(key.defaultValue() == null);
      if (key.type().shape() instanceof Type.Nested nested) {
        assertDocumented(nested.spec());
      }
    }
  }

  private static void assertSentence(String doc) {
    assertThat(doc).isNotBlank().doesNotEndWith(".").doesNotContain("\n").isEqualTo(doc.strip());
  }
}
