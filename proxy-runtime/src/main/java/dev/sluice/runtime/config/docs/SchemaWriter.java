package dev.sluice.runtime.config.docs;

import dev.sluice.api.Matcher;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.Document;
import dev.sluice.runtime.config.settings.Vocabulary;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes a JSON Schema (draft 2020-12) of the configuration, with which editors complete and check
 * while one types. It knows the shape of values, not what only the proxy can check.
 */
public final class SchemaWriter {

  private static final String MATCH = "match";
  private static final String DEFAULTS = "defaults";

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
            .mergeIn(object(Document.SPEC, this::section, true))
            .put("allOf", requiredUnlessDefault());
    JsonObject definitions = new JsonObject().put(MATCH, words(Matcher.class));
    while (!unwritten.isEmpty()) {
      Class<?> kind = unwritten.pop();
      definitions.put(name(kind), extension(kind));
    }
    return document.put("$defs", definitions);
  }

  /**
   * What a frontend or backend must have may stand in the defaults: that it is required is said
   * apart from what it looks like.
   */
  private JsonArray requiredUnlessDefault() {
    JsonArray conditions = new JsonArray();
    for (Key<?> section : Document.SPEC.keys()) {
      for (Key<?> key : sectionKeys(section)) {
        JsonObject required = required(List.of(key));
        if (!required.isEmpty()) {
          conditions.add(unlessDefault(key.name(), section.name(), required));
        }
      }
    }
    return conditions;
  }

  /** The keys of the entries of a section that is completed by the defaults. */
  private static List<Key<?>> sectionKeys(Key<?> section) {
    return section.type().shape() instanceof Type.Entries(Type<?> entry)
            && entry.shape() instanceof Type.Nested(SettingsSpec spec)
        ? spec.keys()
        : List.of();
  }

  private static JsonObject unlessDefault(String key, String section, JsonObject required) {
    JsonObject there = new JsonObject().put("required", new JsonArray().add(key));
    JsonObject isDefault =
        new JsonObject()
            .put("required", new JsonArray().add(DEFAULTS))
            .put("properties", new JsonObject().put(DEFAULTS, there));
    JsonObject entries = new JsonObject().put("additionalProperties", required);
    return new JsonObject()
        .put("if", new JsonObject().put("not", isDefault))
        .put("then", new JsonObject().put("properties", new JsonObject().put(section, entries)));
  }

  /** What keys must be there, at the depth to which defaults are merged; empty if none must. */
  private static JsonObject required(List<Key<?>> keys) {
    JsonArray required = new JsonArray();
    JsonObject properties = new JsonObject();
    for (Key<?> key : keys) {
      if (key.required()) {
        required.add(key.name());
      }
      JsonObject inside = required(key.type());
      if (!inside.isEmpty()) {
        properties.put(key.name(), inside);
      }
    }
    JsonObject all = new JsonObject();
    if (!required.isEmpty()) {
      all.put("required", required);
    }
    return properties.isEmpty() ? all : all.put("properties", properties);
  }

  private static JsonObject required(Type<?> type) {
    return switch (type.shape()) {
      case Type.Nested(SettingsSpec spec) when spec.shortForm() == null -> required(spec.keys());
      case Type.Entries(Type<?> value) -> {
        JsonObject inside = required(value);
        yield inside.isEmpty() ? inside : new JsonObject().put("additionalProperties", inside);
      }
      default -> new JsonObject();
    };
  }

  /** The shape of a key's value, without what {@link #requiredUnlessDefault} says of it. */
  private JsonObject section(Key<?> key) {
    return sectionKeys(key).isEmpty() ? type(key.type()) : withoutRequired(key.type());
  }

  private JsonObject withoutRequired(Type<?> type) {
    return switch (type.shape()) {
      case Type.Nested(SettingsSpec spec) when spec.shortForm() == null ->
          object(spec, key -> withoutRequired(key.type()), false);
      case Type.Entries(Type<?> value) -> entries(withoutRequired(value));
      default -> type(type);
    };
  }

  private static JsonObject entries(JsonObject value) {
    return new JsonObject().put("type", "object").put("additionalProperties", value);
  }

  private JsonObject type(Type<?> type) {
    return switch (type.shape()) {
      case Type.Text(_, List<String> choices) -> text(choices);
      case Type.Lines _ -> text(List.of());
      case Type.Number number -> number(number);
      case Type.Decimal(double min, double max) ->
          new JsonObject().put("type", "number").put("minimum", min).put("maximum", max);
      case Type.Flag _ -> new JsonObject().put("type", "boolean");
      case Type.Many(Type<?> item) -> anyOf(type(item), array(item));
      case Type.Array(Type<?> item) -> array(item);
      case Type.Entries(Type<?> value) -> entries(type(value));
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

  private static JsonObject number(Type.Number shape) {
    JsonObject number = new JsonObject().put("type", "integer");
    return shape.choices().isEmpty()
        ? number.put("minimum", shape.min()).put("maximum", shape.max())
        : number.put("enum", new JsonArray(shape.choices()));
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
    if (shortForm == null) {
      return object(spec);
    }
    // A match object is never taken for the long form.
    return shortForm.type().shape() instanceof Type.Match
        ? type(shortForm.type())
        : anyOf(shortForm(shortForm.type()), object(spec));
  }

  /** A short form without what is an object itself: that is read as the long form. */
  private JsonObject shortForm(Type<?> type) {
    return type.shape() instanceof Type.OneOf(List<Type<?>> types)
        ? anyOf(
            types.stream()
                .filter(each -> !isObject(each))
                .map(this::type)
                .toArray(JsonObject[]::new))
        : type(type);
  }

  private static boolean isObject(Type<?> type) {
    return type.shape() instanceof Type.Nested || type.shape() instanceof Type.Entries;
  }

  private JsonObject object(SettingsSpec spec) {
    return object(spec, key -> type(key.type()), true);
  }

  private JsonObject object(
      SettingsSpec spec, Function<Key<?>, JsonObject> shape, boolean complete) {
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    for (Key<?> key : spec.keys()) {
      if (key != spec.rest()) {
        properties.put(key.name(), property(key, shape.apply(key)));
        if (key.required() && complete) {
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
      case Type.Extension(Class<?> kind) -> {
        // Beside the keys: the words stand among them.
        words(kind)
            .getJsonObject("properties")
            .forEach(word -> properties.put(word.getKey(), word.getValue()));
        yield object.put("additionalProperties", false);
      }
      default -> object;
    };
  }

  private static JsonObject property(Key<?> key, JsonObject shape) {
    JsonObject property = shape.put("description", key.doc());
    String text = key.defaultText();
    return text == null ? property : property.put("default", defaultValue(key, text));
  }

  /** The default as JSON; what is not written as a number, flag or list is a text. */
  private static Object defaultValue(Key<?> key, String text) {
    return switch (key.defaultValue()) {
      case Boolean flag -> flag;
      case Long number when key.type().shape() instanceof Type.Number -> number;
      case Double number -> number;
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
