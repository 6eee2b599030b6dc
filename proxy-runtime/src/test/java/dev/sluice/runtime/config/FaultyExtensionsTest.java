package dev.sluice.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Answer;
import dev.sluice.api.Filter;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a plugin does while a configuration is read is a problem at the place of its word. */
class FaultyExtensionsTest {

  /** A fault, and what the operator reads about it. */
  record Fault(Supplier<Throwable> thrown, String told) {

    @Override
    public String toString() {
      return told;
    }
  }

  @SuppressWarnings("serial")
  private static final class Silent extends RuntimeException {
    @Override
    public String getMessage() {
      throw new StackOverflowError();
    }
  }

  private static final List<Fault> FAULTS =
      List.of(
          new Fault(() -> new java.io.IOException("not declared"), "IOException: not declared"),
          new Fault(() -> new AssertionError("never"), "AssertionError: never"),
          new Fault(() -> new NoClassDefFoundError("a/B"), "needs a class that is not there: a/B"),
          new Fault(StackOverflowError::new, "StackOverflowError"),
          new Fault(() -> new Odd("a\nb"), "Odd: a b"),
          new Fault(Silent::new, Silent.class.getName()));

  @SuppressWarnings("serial")
  private static final class Odd extends Error {
    Odd(String message) {
      super(message);
    }
  }

  /** Fails in one of its methods. */
  private record Faulty(String in, Runnable fault) implements Matcher {

    private <T> T value(String method, T usual) {
      if (in.equals(method)) {
        fault.run();
        return nothing();
      }
      return usual;
    }

    @Override
    public Set<Need> needs() {
      return value("needs", Set.of());
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return value("match", Answer.YES);
    }

    @Override
    public boolean takesPlaintext() {
      return value("takesPlaintext", false);
    }

    @Override
    @SuppressWarnings("NullAway")
    public HostNames names() {
      return value("names", null);
    }
  }

  @TempDir private Path home;

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // as a plugin without checks
  private static <T> T nothing() {
    return null;
  }

  /** Throws what the compiler would not let a plugin throw. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable, R> R sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private List<String> problems(Words words, String filter, String match) {
    return new Configuration(home, words)
        .problems(
            """
            { "frontends": { "f": { "bind": "*:1",
                "filters": [ %s ],
                "routes": [ { "match": { %s }, "backend": "b" } ] } },
              "backends": { "b": { "servers": { "s": { "address": "127.0.0.1:1" } } } } }
            """
                .formatted(filter, match));
  }

  private static void fail(Fault fault) {
    FaultyExtensionsTest.<RuntimeException, Void>sneak(fault.thrown().get());
  }

  static Stream<Arguments> faults() {
    return Stream.of("create", "parser", "needs", "takesPlaintext", "names")
        .flatMap(method -> FAULTS.stream().map(fault -> Arguments.of(method, fault)));
  }

  // A checked exception that was thrown undeclared, or an error in needs() or names(), got past
  // the list of what was caught and failed the whole start or reload as an internal error.
  @ParameterizedTest
  @MethodSource("faults")
  void fault_isAProblemAtItsWord(String method, Fault fault) {
    Words words = new Words();
    Key<String> key =
        Key.optional(
            "x",
            Type.text(
                "a text",
                String.class,
                text -> {
                  if (method.equals("parser")) {
                    fail(fault);
                  }
                  return text;
                }),
            "A setting");
    words.add(
        Matcher.class,
        "odd",
        SettingsSpec.of(key),
        (_, _) -> {
          if (method.equals("create")) {
            fail(fault);
          }
          return new Faulty(method, () -> fail(fault));
        });
    assertThat(problems(words, "", "\"odd\": { \"x\": \"y\" }"))
        .containsExactly(
            "conf/proxy.json:3:30: /frontends/f/routes/0/match/odd: \"odd\" of plugin odd-plugin"
                + " (odd.jar) failed: "
                + fault.told());
  }

  @ParameterizedTest
  @ValueSource(strings = {"needsRequests", "answersRequests"})
  void faultOfAFilter_isAProblemAtItsWord(String method) {
    Words words = new Words();
    words.add(Filter.class, "odd", SettingsSpec.none(), (_, _) -> new FaultyFilter(method));
    assertThat(problems(words, "{ \"odd\": {} }", "\"yes\": {}"))
        .singleElement()
        .asString()
        .endsWith("/0/odd: \"odd\" of plugin odd-plugin (odd.jar) failed: AssertionError: never");
  }

  private record FaultyFilter(String in) implements Filter {

    @Override
    public boolean needsRequests() {
      return usual("needsRequests");
    }

    @Override
    public boolean answersRequests() {
      return usual("answersRequests");
    }

    private boolean usual(String method) {
      if (in.equals(method)) {
        throw new AssertionError("never");
      }
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("nulls")
  void null_isAProblemAtItsWord(String method, String told) {
    Words words = new Words();
    Key<String> key =
        Key.optional(
            "x",
            Type.text("a text", String.class, text -> method.equals("parser") ? nothing() : text),
            "A setting");
    words.add(
        Filter.class,
        "odd",
        SettingsSpec.of(key),
        (_, _) -> method.equals("create") ? nothing() : new Filter() {});
    words.add(Matcher.class, "odd", SettingsSpec.of(key), (_, _) -> new Faulty(method, () -> {}));
    String odd = "\"odd\": { \"x\": \"y\" }";
    List<String> problems =
        method.equals("create") ? problems(words, "{ " + odd + " }", "") : problems(words, "", odd);
    assertThat(problems)
        .singleElement()
        .asString()
        .endsWith("\"odd\" of plugin odd-plugin (odd.jar) failed: IllegalStateException: " + told);
  }

  static Stream<Arguments> nulls() {
    return Stream.of(
        Arguments.of("create", "create() returned null"),
        Arguments.of("parser", "the parser of a setting returned null"),
        Arguments.of("needs", "needs() returned null"));
  }
}
