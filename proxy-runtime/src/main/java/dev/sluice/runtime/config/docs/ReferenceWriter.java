package dev.sluice.runtime.config.docs;

import dev.sluice.api.AccessLog;
import dev.sluice.api.Balancer;
import dev.sluice.api.Check;
import dev.sluice.api.Emitter;
import dev.sluice.api.Filter;
import dev.sluice.api.LogFormat;
import dev.sluice.api.Matcher;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.Document;
import dev.sluice.runtime.config.settings.Vocabulary;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the reference of the configuration as Markdown: every section, key and extension. */
public final class ReferenceWriter {

  private static final List<Class<?>> KINDS =
      List.of(
          Matcher.class,
          Filter.class,
          Emitter.class,
          Balancer.class,
          Check.class,
          AccessLog.class,
          LogFormat.class);

  private static final String HEAD = "| key | value | default | meaning |\n|---|---|---|---|\n";

  private final StringBuilder text = new StringBuilder();

  private ReferenceWriter() {}

  /** The reference for configurations that use the extensions of a vocabulary. */
  public static String write(Vocabulary vocabulary) {
    ReferenceWriter writer = new ReferenceWriter();
    writer.sections();
    KINDS.forEach(kind -> writer.words(kind, vocabulary));
    return writer.text.toString();
  }

  private void sections() {
    text.append("# Configuration reference\n\n");
    text.append("Generated from the declarations that configurations are read by.\n");
    for (Key<?> section : Document.SPEC.keys()) {
      text.append("\n## `").append(section.name()).append("`\n\n");
      text.append(section.doc()).append(section.required() ? " (required).\n" : ".\n");
      if (!(section.type().shape() instanceof Type.Text)) {
        table(section);
      }
    }
  }

  private void table(Key<?> section) {
    text.append('\n').append(HEAD);
    if (!rows(section.type(), "")) {
      text.append(row("<name>", title(section.type()), "", "An entry"));
    }
  }

  private void words(Class<?> kind, Vocabulary vocabulary) {
    List<? extends Vocabulary.Entry<?>> entries = vocabulary.entries(kind);
    if (entries.isEmpty()) {
      return;
    }
    text.append("\n## Extensions: ").append(Vocabulary.noun(kind)).append('\n');
    for (Vocabulary.Entry<?> entry : entries) {
      SettingsSpec spec = entry.settings();
      text.append("\n### `").append(entry.word()).append("`\n\n");
      text.append(entry.factory().doc()).append(". From plugin ");
      text.append(entry.plugin()).append(".\n");
      Key<?> shortForm = spec.shortForm();
      if (shortForm != null) {
        text.append("The value of `").append(shortForm.name());
        text.append("` may stand in place of the object.\n");
      }
      text.append(spec.keys().isEmpty() && spec.rest() == null ? "It has no settings.\n" : "\n");
      if (!spec.keys().isEmpty() || spec.rest() != null) {
        text.append(HEAD);
        rows(spec, "");
      }
    }
  }

  private void rows(SettingsSpec spec, String prefix) {
    Key<?> rest = spec.rest();
    for (Key<?> key : spec.keys()) {
      if (key != rest) {
        String fallback = key.defaultText();
        row(prefix + key.name(), key, fallback == null ? "" : '`' + fallback + '`');
      }
    }
    if (rest != null) {
      row(prefix + "<" + rest.name() + ">", rest, "");
    }
  }

  private void row(String name, Key<?> key, String fallback) {
    text.append(row(name, title(key.type()), key.required() ? "required" : fallback, key.doc()));
    rows(key.type(), name);
  }

  /** The rows of what is inside a value; whether there is anything. */
  private boolean rows(Type<?> type, String prefix) {
    String dot = prefix.isEmpty() ? "" : prefix + ".";
    return switch (type.shape()) {
      case Type.Nested(SettingsSpec spec) -> {
        rows(spec, dot);
        yield true;
      }
      case Type.Entries(Type<?> value) -> rows(value, dot + "<name>");
      case Type.Many(Type<?> item) -> rows(item, prefix + "[]");
      case Type.Array(Type<?> item) -> rows(item, prefix + "[]");
      case Type.OneOf(List<Type<?>> types) -> {
        long inside = types.stream().filter(each -> rows(each, prefix)).count();
        yield inside > 0;
      }
      default -> false;
    };
  }

  private static String title(Type<?> type) {
    return switch (type.shape()) {
      case Type.Text(_, List<String> choices) when !choices.isEmpty() ->
          choices.stream().map(word -> '`' + word + '`').collect(Collectors.joining(", "));
      case Type.Many(Type<?> item) -> title(item) + ", or a list";
      case Type.Array(Type<?> item) -> "list: " + title(item);
      case Type.Entries(Type<?> value) -> "object by name: " + title(value);
      case Type.Nested(SettingsSpec spec) -> nested(spec.shortForm());
      case Type.Extension(Class<?> kind) -> Vocabulary.noun(kind);
      case Type.OneOf(List<Type<?>> types) ->
          types.stream().map(ReferenceWriter::title).collect(Collectors.joining(", or "));
      default -> type.name();
    };
  }

  private static String nested(@Nullable Key<?> shortForm) {
    return shortForm == null ? "object" : title(shortForm.type()) + ", or an object";
  }

  private static String row(String name, String value, String fallback, String doc) {
    return "| `%s` | %s | %s | %s |\n".formatted(name, cell(value), cell(fallback), cell(doc));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
