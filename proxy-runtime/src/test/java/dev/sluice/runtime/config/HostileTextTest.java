package dev.sluice.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.config.tree.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a configuration holds, parsing ends, throws nothing and leaves nothing open. */
@Timeout(120)
class HostileTextTest {

  private static final List<String> INSERTS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ",",
          ":",
          "\\",
          "//",
          "/*",
          "*/",
          "null",
          "true",
          "1e999999999",
          "-",
          "0",
          "\"\"",
          "\"a\": 1,",
          "{}",
          "[]",
          "\u0000",
          "\ud800",
          "\ufeff",
          "\u202e",
          "..",
          "\"bind\": \"*:443\",",
          "\n");

  @TempDir private Path home;
  private final Words words = new Words();

  private List<Problem> parsed(String text) {
    return switch (new Configuration(home, words).parse(text)) {
      case Parsed.Accepted accepted -> {
        accepted.config().close();
        yield List.of();
      }
      case Parsed.Refused refused -> refused.problems();
    };
  }

  @Test
  void everyTruncation_isRefusedWithAPlace_orAcceptedWhole() {
    String text = Configuration.COMPLETE;
    int end = text.lastIndexOf('}');
    for (int length = 0; length <= end; length++) {
      List<Problem> problems = parsed(text.substring(0, length));
      assertThat(problems).as("cut at %d", length).hasSize(1);
      assertThat(problems.getFirst().message()).doesNotContain("Source", "JsonToken", "code ");
    }
    assertThat(parsed(text)).isEmpty();
    assertThat(words.closed).hasValue(words.opened.get());
  }

  @Test
  void mutants_neverThrow_andProblemsAreOneLine() {
    Random random = new Random(20260101);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      String mutant = Configuration.COMPLETE;
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        mutant = mutant(mutant, random);
      }
      List<Problem> problems = parsed(mutant);
      refused += problems.isEmpty() ? 0 : 1;
      assertThat(problems).as(mutant).allMatch(each -> !each.toString().contains("\n"));
    }
    assertThat(refused).isGreaterThan(500);
    assertThat(words.closed).hasValue(words.opened.get());
  }

  private static String mutant(String text, Random random) {
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(12));
    String insert = INSERTS.get(random.nextInt(INSERTS.size()));
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at) + text.substring(end);
      case 1 -> text.substring(0, at) + insert + text.substring(at);
      case 2 -> text.substring(0, at) + insert + text.substring(end);
      default -> text.substring(0, end) + text.substring(at);
    };
  }

  @Test
  void longNames_doNotMakeAddressesOrSuggestionsExpensive() {
    String name = "a_".repeat(60);
    String text =
        """
        {"frontends": {"f": {"bind": "*:1", "default-backend": "%s"}},
         "backends": {"b": {"servers": {"s": {"address": "%s!:80"}}}}}
        """
            .formatted("x".repeat(1_000_000), name + "." + name);

    assertThat(parsed(text)).hasSize(2);
  }
}
