package dev.sluice.plugin.host;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.HeaderField;
import dev.sluice.api.Matcher;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.util.List;
import java.util.Map;

/**
 * {@code "header": {"x-a": "value", "x-b": true}}: fields that a request must have, all of them.
 * Names are compared without case. A text must equal the whole value of one of the field's lines,
 * in case too; {@code true} wants the field to be there, {@code false} wants it not to be there.
 */
final class HeaderFactory implements Factory<Matcher> {

  static final Key<Map<String, Object>> FIELDS =
      Key.optional(
          "fields",
          Type.mapOf(Type.oneOf(Type.text(), Type.flag())),
          "By field name: the value it must have, true for any value, false for no such field");

  @Override
  public String word() {
    return "header";
  }

  @Override
  public String doc() {
    return "Header fields of an HTTP request";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of().rest(FIELDS);
  }

  @Override
  public Matcher create(Settings settings, Context context) {
    Map<String, Object> fields = settings.find(FIELDS);
    if (fields == null || fields.isEmpty()) {
      context.problem("names no header field (expected {\"name\": \"value\"} or {\"name\": true})");
      return new HeadMatcher(head -> false, null);
    }
    fields.keySet().stream()
        .filter(name -> !HeaderField.isName(name))
        .forEach(
            name -> context.problem("\"" + name + "\" is not a field name (expected a token)"));
    Map<String, Object> wanted = Map.copyOf(fields);
    return new HeadMatcher(head -> hasAll(head, wanted), null);
  }

  private static boolean hasAll(RequestHead head, Map<String, Object> wanted) {
    for (Map.Entry<String, Object> field : wanted.entrySet()) {
      List<String> values = head.header(field.getKey());
      boolean fits =
          field.getValue() instanceof Boolean present
              ? present != values.isEmpty()
              : values.contains(field.getValue());
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
