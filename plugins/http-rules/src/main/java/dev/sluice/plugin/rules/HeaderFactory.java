package dev.sluice.plugin.rules;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.HeadEdits;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code "request-header": {"set": {"X-Real-IP": "%[src]"}, "add": {...}, "remove": ["X-Debug"]}},
 * and {@code response-header} likewise. Fields are removed first, then set, then added.
 */
record HeaderFactory(Direction direction) implements Factory<Filter> {

  private static final Type<Template> VALUE = Type.text("a value", Template.class, Template::parse);
  private static final Key<Map<String, Template>> SET_OF_REQUEST =
      set(
          "By name: the value of a field that takes the place of all of that name; also Host, which"
              + " is not routed again");
  private static final Key<Map<String, Template>> SET_OF_RESPONSE =
      set("By name: the value of a field that takes the place of all of that name");
  private static final Key<Map<String, List<Template>>> ADD =
      Key.withDefault(
          "add",
          Type.mapOf(Type.listOf(VALUE)),
          Map.of(),
          "{}",
          "By name: values of fields that stand behind those of that name");
  private static final Key<List<String>> REMOVE =
      Key.withDefault(
          "remove", Type.listOf(Type.text()), List.of(), "[]", "Names of fields that are left out");

  private static Key<Map<String, Template>> set(String doc) {
    return Key.withDefault("set", Type.mapOf(VALUE), Map.of(), "{}", doc);
  }

  private Key<Map<String, Template>> set() {
    return direction == Direction.REQUEST ? SET_OF_REQUEST : SET_OF_RESPONSE;
  }

  @Override
  public String word() {
    return direction.word();
  }

  @Override
  public String doc() {
    return direction.doc();
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(set(), ADD, REMOVE, Condition.MATCH);
  }

  @Override
  public Filter create(Settings settings, Context context) {
    List<Edit> edits = new ArrayList<>();
    settings.get(REMOVE).forEach(name -> edits.add(new Edit.Remove(name)));
    settings.get(set()).forEach((name, value) -> edits.add(set(name, value)));
    settings
        .get(ADD)
        .forEach((name, values) -> values.forEach(value -> edits.add(new Edit.Add(name, value))));
    if (edits.isEmpty()) {
      context.problem("changes nothing (expected \"set\", \"add\" or \"remove\" with a field)");
    }
    edits.forEach(edit -> check(edit, context));
    checkNames(settings, context);
    return HeaderRule.of(direction, edits, Condition.of(settings, context));
  }

  private Edit set(String name, Template value) {
    boolean host = direction == Direction.REQUEST && name.equalsIgnoreCase("host");
    return host ? new Edit.Host(value) : new Edit.Set(name, value);
  }

  /** What names and values may be, only those know who take them. */
  private static void check(Edit edit, Context context) {
    String wrong = edit.wrong();
    if (wrong != null) {
      context.problem(wrong);
    }
  }

  /** One field cannot be made twice, or made and left out: the order in the file says nothing. */
  private void checkNames(Settings settings, Context context) {
    Set<String> names = new HashSet<>();
    List<String> once = new ArrayList<>(settings.get(set()).keySet());
    once.addAll(settings.get(REMOVE));
    for (String name : once) {
      if (!names.add(HeadEdits.key(name))) {
        context.problem(
            "\""
                + name
                + "\" is set or removed twice (expected each name once in \"set\" and"
                + " \"remove\"; '_' counts as '-')");
      }
    }
  }
}
