package dev.sluice.runtime.config.docs;

import dev.sluice.api.Matcher;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.Document;
import dev.sluice.runtime.config.Vocabulary;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a JSON Schema (draft 2020-12) of the configuration, with which editors complete and check
 * while one types. It knows the shape of values, not what only the proxy can check.
 */
public final class SchemaWriter {

  private static final String MATCH = "match";

  private final Vocabulary vocabulary;
  private final Set<Class<?>> kinds = new LinkedHashSet<>();
  private final Deque<Class<?>> unwritten = new ArrayDeque<>();

  private SchemaWriter(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** The schema of configurations that use the extensions of a vocabulary. */
  public static JsonObject write(Vocabulary vocabulary) {
    return new SchemaWriter(vocabulary).document();
  }

  private JsonObject document() {
    JsonObject document =
        new JsonObject()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("title", "Sluice configuration")
            .mergeIn(object(Document.SPEC));
    JsonObject definitions = new JsonObject().put(MATCH, words(Matcher.class));
    while (!unwritten.isEmpty()) {
      Class<?> kind = unwritten.pop();
      definitions.put(name(kind), extension(kind));
    }
    return document.put("$defs", definitions);
  }

  private JsonObject type(Type<?> type) {
    return switch (type.shape()) {
      case Type.Text(_, List<String> choices) -> text(choices);
      case Type.Lines _ -> text(List.of());
      case Type.Number(long min, long max) ->
          new JsonObject().put("type", "integer").put("minimum", min).put("maximum", max);
      case Type.Flag _ -> new JsonObject().put("type", "boolean");
      case Type.Many(Type<?> item) -> anyOf(type(item), array(item));
      case Type.Array(Type<?> item) -> array(item);
      case Type.Entries(Type<?> value) ->
          new JsonObject().put("type", "object").put("additionalProperties", type(value));
      case Type.Nested(SettingsSpec spec) -> settings(spec);
      case Type.Match _ -> reference(MATCH);
      case Type.Extension(Class<?> kind) -> {
        if (kinds.add(kind)) {
          unwritten.push(kind);
        }
        yield reference(name(kind));
      }
      case Type.OneOf(List<Type<?>> types) ->
          anyOf(types.stream().map(this::type).toArray(JsonObject[]::new));
    };
  }

  private static JsonObject text(List<String> choices) {
    JsonObject text = new JsonObject().put("type", "string");
    return choices.isEmpty() ? text : text.put("enum", new JsonArray(choices));
  }

  private JsonObject array(Type<?> item) {
    return new JsonObject().put("type", "array").put("items", type(item));
  }

  private JsonObject settings(SettingsSpec spec) {
    Key<?> shortForm = spec.shortForm();
    return shortForm == null ? object(spec) : anyOf(type(shortForm.type()), object(spec));
  }

  private JsonObject object(SettingsSpec spec) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (Key<?> key : spec.keys()) {
      if (key != spec.rest()) {
        properties.put(key.name(), property(key));
        if (key.required()) {
          required.add(key.name());
        }
      }
    }
    JsonObject object = new JsonObject().put("type", "object").put("properties", properties);
    if (!required.isEmpty()) {
      object.put("required", required);
    }
    Key<?> rest = spec.rest();
    return switch (rest == null ? null : rest.type().shape()) {
      case null -> object.put("additionalProperties", false);
      case Type.Entries(Type<?> value) -> object.put("additionalProperties", type(value));
      case Type.Match _ -> object.put("$ref", "#/$defs/" + MATCH);
      default -> object;
    };
  }

  private JsonObject property(Key<?> key) {
    JsonObject property = type(key.type()).put("description", key.doc());
    String text = key.defaultText();
    return text == null ? property : property.put("default", defaultValue(key, text));
  }

  /** The default as JSON; what is not written as a number, flag or list is a text. */
  private static Object defaultValue(Key<?> key, String text) {
    return switch (key.defaultValue()) {
      case Boolean flag -> flag;
      case Long number when key.type().shape() instanceof Type.Number -> number;
      case List<?> list when list.isEmpty() -> new JsonArray();
      case null, default -> text;
    };
  }

  private JsonObject extension(Class<?> kind) {
    JsonArray words = new JsonArray();
    vocabulary.entries(kind).forEach(entry -> words.add(entry.word()));
    return anyOf(
        new JsonObject().put("type", "string").put("enum", words),
        words(kind).put("minProperties", 1).put("maxProperties", 1));
  }

  /** An object whose keys are words of a kind. */
  private JsonObject words(Class<?> kind) {
    JsonObject properties = new JsonObject();
    for (Vocabulary.Entry<?> entry : vocabulary.entries(kind)) {
      JsonObject settings = settings(entry.settings());
      properties.put(entry.word(), settings.put("description", entry.factory().doc()));
    }
    return new JsonObject()
        .put("type", "object")
        .put("properties", properties)
        .put("additionalProperties", false);
  }

  private static String name(Class<?> kind) {
    return Vocabulary.noun(kind).replace(' ', '-');
  }

  private static JsonObject reference(String name) {
    return new JsonObject().put("$ref", "#/$defs/" + name);
  }

  private static JsonObject anyOf(JsonObject... schemas) {
    return new JsonObject().put("anyOf", new JsonArray(List.of(schemas)));
  }
}
