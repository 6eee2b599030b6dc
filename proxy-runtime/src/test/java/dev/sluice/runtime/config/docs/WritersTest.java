package dev.sluice.runtime.config.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.config.Words;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WritersTest {

  private final JsonObject schema = SchemaWriter.write(new Words());

  private @Nullable Object at(String pointer) {
    return JsonPointer.from(pointer).queryJson(schema);
  }

  @Test
  void schema_saysDraftAndShape() {
    assertThat(schema.getString("$schema"))
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(at("/required")).hasToString("[\"frontends\"]");
    assertThat(at("/additionalProperties")).isEqualTo(false);
    String frontend = "/properties/frontends/additionalProperties";
    assertThat(at(frontend + "/required")).as("bind may stand in the defaults").isNull();
    assertThat(at("/allOf/0/if/not/properties/defaults/required")).hasToString("[\"bind\"]");
    assertThat(at("/allOf/0/then/properties/frontends/additionalProperties/required"))
        .hasToString("[\"bind\"]");
    assertThat(at(frontend + "/properties/maxconn/minimum")).isEqualTo(1L);
    assertThat(at(frontend + "/properties/mode/enum")).hasToString("[\"http\",\"tcp\"]");
    assertThat(at(frontend + "/properties/log-null/default")).isEqualTo(true);
    assertThat(at("/properties/defaults/required")).isNull();
  }

  @Test
  void schema_knowsTheWordsOfEachKind() {
    assertThat(at("/$defs/balancer/anyOf/0/enum")).hasToString("[\"first\",\"random\"]");
    assertThat(at("/$defs/balancer/anyOf/1/maxProperties")).isEqualTo(1);
    assertThat(at("/$defs/match/properties/sni/anyOf/0/anyOf/0/type")).isEqualTo("string");
    assertThat(at("/$defs/match/properties/not/$ref")).isEqualTo("#/$defs/match");
    assertThat(at("/$defs/emitter/anyOf/1/properties/proxy-protocol/properties/version/default"))
        .isEqualTo(2L);
    String ratio = "/$defs/emitter/anyOf/1/properties/proxy-protocol/properties/ratio";
    assertThat(at(ratio + "/type")).isEqualTo("number");
    assertThat(at(ratio + "/minimum")).isEqualTo(0.5);
    assertThat(at(ratio + "/default")).isEqualTo(1.5);
  }

  @Test
  void schema_everyReferenceLeadsSomewhere() {
    List<String> references = references(schema.getMap()).distinct().toList();

    assertThat(references).contains("#/$defs/match", "#/$defs/access-log", "#/$defs/log-format");
    assertThat(references).allSatisfy(each -> assertThat(at(each.substring(1))).isNotNull());
  }

  private static Stream<String> references(Object json) {
    return switch (json) {
      case JsonObject object -> references(object.getMap());
      case io.vertx.core.json.JsonArray array -> references(array.getList());
      case List<?> list -> list.stream().flatMap(WritersTest::references);
      case Map<?, ?> map ->
          map.entrySet().stream()
              .flatMap(entry ->
                  entry.getKey().equals("$ref")
                      ? Stream.of(entry.getValue().toString())
                      : references(entry.getValue()));
      default -> Stream.empty();
    };
  }

  @Test
  void reference_hasEverySectionKeyAndWord() {
    assertThat(ReferenceWriter.write(new Words()))
        .contains("\n## `global`\n", "\n## `logs`\n", "\n## `frontends`\n", "\n## `backends`\n")
        .contains(
            "| `drain` | a duration | `30s` | How long a stopping process waits for its sessions"
                + " |\n")
        .contains("| `<name>.timeouts.inspect` | a duration | `5s` |")
        .contains("| `<name>.routes[].backend.map.by` | a name | required |")
        .contains("| `<name>.servers.<name>.weight` | a whole number from 0 to 256 | `1` |")
        .contains("\n## Extensions: access log\n", "\n### `stdout`\n")
        .contains(
            "From plugin sni-plugin.\nThe value of `names` may stand in place of the object.\n")
        .contains("| `ratio` | a number from 0.5 to 100 | `1.5` | How much more |")
        .contains("| `version` | a whole number from 1 to 2 | `2` | Which version of the header |");
  }
}
