package dev.sluice.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.config.ConfigParser;
import dev.sluice.runtime.config.Parsed;
import dev.sluice.runtime.config.model.extensions.CarriedOver;
import dev.sluice.runtime.config.tree.JsonTree;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Problems;
import dev.sluice.runtime.plugin.Registry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema and the parser agree: what one accepts the other does, as far as shapes go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaTest {

  private static final String FRONTENDS =
      "\"frontends\": {\"f\": {\"bind\": \"127.0.0.1:0\", \"default-backend\": \"b\"}}";
  private static final String BACKENDS =
      "\"backends\": {\"b\": {\"servers\": {\"s\": {\"address\": \"127.0.0.1:9\"}}}}";

  private final Vertx vertx = Vertx.vertx();
  private final Registry registry = Registry.fromClassPath(SchemaTest.class.getClassLoader());
  private @Nullable Validator validator;

  @BeforeAll
  void readSchema() throws IOException {
    String schema = Files.readString(Documents.CONF.resolve("proxy.schema.json"));
    validator =
        Validator.create(
            JsonSchema.of(new JsonObject(schema)),
            new JsonSchemaOptions()
                .setDraft(Draft.DRAFT202012)
                .setBaseUri("https://sluice.invalid/"));
  }

  @AfterAll
  void close() {
    registry.close();
    vertx.close().await();
  }

  private boolean parserAccepts(Path file, String text) {
    Parsed parsed =
        ConfigParser.parse(
            "proxy.json", file, text, registry, vertx, Path.of("target"), new CarriedOver());
    if (parsed instanceof Parsed.Accepted accepted) {
      accepted.config().close();
      return true;
    }
    return false;
  }

  private boolean schemaAccepts(String text) {
    Problems problems = new Problems("proxy.json");
    Node tree = Objects.requireNonNull(JsonTree.parse(text, problems));
    return Objects.requireNonNull(
        Objects.requireNonNull(validator).validate(json(tree)).getValid());
  }

  private static @Nullable Object json(Node node) {
    return switch (node) {
      case Node.Members object -> {
        JsonObject json = new JsonObject();
        object.members().forEach((name, member) -> json.put(name, json(member.value())));
        yield json;
      }
      case Node.Items array -> {
        JsonArray json = new JsonArray();
        array.items().forEach(item -> json.add(json(item)));
        yield json;
      }
      case Node.Text text -> text.value();
      case Node.Number number -> number(new BigDecimal(number.digits()));
      case Node.Flag flag -> flag.value();
      case Node.Null _ -> null;
    };
  }

  private static Number number(BigDecimal number) {
    boolean whole = number.stripTrailingZeros().scale() <= 0;
    return whole ? (Number) number.longValueExact() : (Number) number.doubleValue();
  }

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.walk(Documents.CONF)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .filter(file -> !file.endsWith("proxy.schema.json"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shippedFiles_areAcceptedByBoth(Path file) throws IOException {
    String text = Files.readString(file);
    assertThat(parserAccepts(file, text)).isTrue();
    assertThat(schemaAccepts(text)).isTrue();
  }

  private void assertBoth(String text, boolean accepted) {
    assertThat(parserAccepts(Path.of("target/proxy.json"), text)).as("parser").isEqualTo(accepted);
    assertThat(schemaAccepts(text)).as("schema").isEqualTo(accepted);
  }

  /** The schema refused what stood in the defaults alone. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'bind': '127.0.0.1:0'}",
        "{'mode': 'tcp', 'filters': [{'deny': '192.0.2.1'}], 'log': [], 'log-null': false}",
        "{'routes': [{'match': {'sni': 'a.example'}, 'backend': 'b'}], 'default-backend': 'b'}",
        "{'timeouts': {'inspect': '1s', 'client-fin': '1s', 'connect': '1s', 'server-fin': '1s'}}",
        "{'maxconn': 10, 'log-format': 'tcplog', 'balance': {'roundrobin': {}}, 'emit': []}",
        "{'balance': {'hash': 'src'}}",
        "{'balance': {'hash': {'on': {'header': 'x-user'}, 'bound': 1.25}}}",
        "{'balance': {'hash': {'on': 'path', 'bound': 2}}}",
        "{'retries': 0, 'redispatch': false}",
        "{'filters': [{'redirect': {'scheme': 'https', 'code': 301}}]}",
        "{'servers': {'t': {'address': '127.0.0.1:9', 'weight': 0}}}",
      })
  void anyKeyInTheDefaults_isAcceptedByBoth(String defaults) {
    String section = "\"defaults\": " + defaults.replace('\'', '"');
    assertBoth("{" + section + ", " + FRONTENDS + ", " + BACKENDS + "}", true);
  }

  @Test
  void whatIsRequired_mayStandInTheDefaults() {
    assertBoth(
        """
        { "$schema": "./proxy.schema.json",
          "defaults": { "bind": "127.0.0.1:0", "servers": { "s": { "address": "127.0.0.1:9" } } },
          "frontends": { "f": { "default-backend": "b" } },
          "backends": { "b": {}, "c": { "servers": { "s": { "weight": 2 } } } } }
        """,
        true);
  }

  @Test
  void negatedMatch_isAMatch_andHasNoLongForm() {
    String route = "{\"frontends\": {\"f\": {\"bind\": \"127.0.0.1:0\", \"routes\": [{\"match\": ";
    String end = ", \"backend\": \"b\"}]}}, " + BACKENDS + "}";
    assertBoth(route + "{\"not\": {\"sni\": \"a.example\"}}" + end, true);
    assertBoth(route + "{\"not\": {\"match\": {\"sni\": \"a.example\"}}}" + end, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'$schema': 1, FRONTENDS, BACKENDS}",
        "{'schema': '', FRONTENDS, BACKENDS}",
        "{BACKENDS}",
        "{'frontends': {'f': {'default-backend': 'b'}}, BACKENDS}",
        "{FRONTENDS, 'backends': {'b': {}}}",
        "{FRONTENDS, 'backends': {'b': {'servers': {'s': {}}}}}",
        "{'defaults': {'retries': 1}, FRONTENDS, 'backends': {'b': {'servers': {'s': {}}}}}",
        "{'defaults': {'servers': {'s': {}}}, FRONTENDS, BACKENDS}",
        "{'defaults': {'retries': -1}, FRONTENDS, BACKENDS}",
        "{'defaults': {'retry': 1}, FRONTENDS, BACKENDS}",
        "{'defaults': {'timeouts': {'dial': '1s'}}, FRONTENDS, BACKENDS}",
        "{'defaults': {'address': '127.0.0.1:1'}, FRONTENDS, BACKENDS}",
        "{'defaults': [], FRONTENDS, BACKENDS}",
        "{'defaults': {'balance': 'sideways'}, FRONTENDS, BACKENDS}",
        "{'defaults': {'balance': {'hash': 'cookie'}}, FRONTENDS, BACKENDS}",
        "{'defaults': {'balance': {'hash': {'on': 'src', 'bound': 1}}}, FRONTENDS, BACKENDS}",
        "{'defaults': {'balance': {'hash': {'on': 'src', 'bound': '2'}}}, FRONTENDS, BACKENDS}",
        "{'defaults': {'balance': {'hash': {'bound': 2}}}, FRONTENDS, BACKENDS}",
        "{'defaults': {'balance': {'hash': {'header': 'x-user'}}}, FRONTENDS, BACKENDS}",
        "{'defaults': {'log': null}, FRONTENDS, BACKENDS}",
        "{'global': {'threads': 0}, FRONTENDS, BACKENDS}",
        "{'global': {'threads': '1'}, FRONTENDS, BACKENDS}",
        "{'logs': {'l': {'stdout': {}, 'file': {'path': 'x'}}}, FRONTENDS, BACKENDS}",
        "{'logs': {'l': {'file': {}}}, FRONTENDS, BACKENDS}",
        "{'defaults': {'routes': [{'match': {'sny': 'a'}, 'backend': 'b'}]}, FRONTENDS, BACKENDS}",
        "{'defaults': {'routes': [{'match': {}}]}, FRONTENDS, BACKENDS}",
        "{'defaults': {'filters': [{'deny': true}]}, FRONTENDS, BACKENDS}",
        "{'defaults': {'filters': [{'redirect': {'scheme': 'https', 'code': 304}}]}, FRONTENDS,"
            + " BACKENDS}",
      })
  void wrongOnes_areRefusedByBoth(String text) {
    assertBoth(
        text.replace('\'', '"').replace("FRONTENDS", FRONTENDS).replace("BACKENDS", BACKENDS),
        false);
  }
}
