package dev.sluice.testkit;

import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.TextFile;
import dev.sluice.api.settings.Type;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the value of an extension's word as the configuration would have it: {@code "a.test"},
 * {@code {"names": ["a.test"]}}. Settings that hold other extensions or a match object are beyond
 * it: put those together with {@link Settings#builder()}.
 */
public final class SampleSettings {

  private SampleSettings() {}

  /**
   * The settings.
   *
   * @param json a value in JSON; paths of files in it are relative to the working directory
   * @throws BadValueException for the first thing that does not fit
   */
  public static Settings read(SettingsSpec spec, String json) throws BadValueException {
    try {
      return settings(spec, Json.decodeValue(json));
    } catch (DecodeException e) {
      throw new BadValueException("is not JSON: " + json);
    }
  }

  private static Settings settings(SettingsSpec spec, Object json) throws BadValueException {
    Settings.Builder settings = Settings.builder();
    Key<?> shortForm = spec.shortForm();
    if (!(json instanceof JsonObject object)) {
      if (shortForm == null) {
        throw new BadValueException("is not an object");
      }
      return settings.put(shortForm, value(shortForm.type(), json)).build();
    }
    Map<String, Object> others = new LinkedHashMap<>(object.getMap());
    for (Key<?> key : spec.keys()) {
      if (key == spec.rest()) {
        continue;
      }
      others.remove(key.name());
      if (object.containsKey(key.name())) {
        settings.put(key, value(key.type(), object.getValue(key.name())));
      } else if (key.required()) {
        throw new BadValueException("lacks the key " + key);
      }
    }
    Key<?> rest = spec.rest();
    if (rest != null) {
      settings.put(rest, value(rest.type(), new JsonObject(others)));
    } else if (!others.isEmpty()) {
      throw new BadValueException("has unknown keys " + others.keySet());
    }
    return settings.build();
  }

  private static Object value(Type<?> type, Object json) throws BadValueException {
    return switch (type.shape()) {
      case Type.Text text when json instanceof String value -> text.parser().parse(value);
      case Type.Number range
          when (json instanceof Integer || json instanceof Long)
              && range.takes(((Number) json).longValue()) ->
          ((Number) json).longValue();
      case Type.Decimal range
          when json instanceof Number number && range.takes(number.doubleValue()) ->
          number.doubleValue();
      case Type.Flag _ when json instanceof Boolean value -> value;
      case Type.Many(Type<?> item) ->
          list(item, json instanceof JsonArray array ? array : JsonArray.of(json));
      case Type.Array(Type<?> item) when json instanceof JsonArray array -> list(item, array);
      case Type.Entries(Type<?> item) when json instanceof JsonObject object -> map(item, object);
      case Type.Nested(SettingsSpec spec) -> settings(spec, json);
      case Type.Lines _ when json instanceof String path -> file(Path.of(path));
      case Type.OneOf(List<Type<?>> types) -> oneOf(type, types, json);
      default -> throw new BadValueException("is not " + type + ": " + json);
    };
  }

  private static List<Object> list(Type<?> item, JsonArray array) throws BadValueException {
    List<Object> values = new ArrayList<>();
    for (Object each : array) {
      values.add(value(item, each));
    }
    return values;
  }

  private static Map<String, Object> map(Type<?> item, JsonObject object) throws BadValueException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : object.fieldNames()) {
      values.put(name, value(item, object.getValue(name)));
    }
    return values;
  }

  private static Object oneOf(Type<?> type, List<Type<?>> types, Object json)
      throws BadValueException {
    BadValueException last = new BadValueException("is not " + type);
    for (Type<?> each : types) {
      try {
        return value(each, json);
      } catch (BadValueException e) {
        last = e;
      }
    }
    throw last;
  }

  private static TextFile file(Path path) throws BadValueException {
    List<TextFile.Line> lines = new ArrayList<>();
    try {
      List<String> texts = Files.readAllLines(path);
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.get(i).replaceFirst("#.*", "").strip();
        if (!text.isEmpty()) {
          lines.add(new TextFile.Line(path, i + 1, text));
        }
      }
    } catch (IOException e) {
      throw new BadValueException("cannot be read: " + e);
    }
    return new TextFile(path, lines);
  }
}
