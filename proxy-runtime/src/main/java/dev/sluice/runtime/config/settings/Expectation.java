package dev.sluice.runtime.config.settings;

import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.tree.Quote;
import java.util.List;
import java.util.stream.Collectors;

/** Says in words what a type accepts, for the end of a message. */
public final class Expectation {

  private Expectation() {}

  static String of(Type<?> type, ExtensionReader extensions) {
    return switch (type.shape()) {
      case Type.Text(_, List<String> choices) when !choices.isEmpty() -> quoted(choices);
      case Type.Text _, Type.Lines _ -> type.name() + " in quotes";
      case Type.Number _, Type.Decimal _, Type.Flag _ -> type.name();
      case Type.Many(Type<?> item) -> of(item, extensions) + ", or a list of such";
      case Type.Array(Type<?> item) -> "a list, each item " + of(item, extensions);
      case Type.Entries _ -> "an object";
      case Type.Nested(SettingsSpec spec) -> nested(spec, extensions);
      case Type.Match _ -> "an object of matchers";
      case Type.Extension(Class<?> kind) -> extensions.words(kind) + ", alone or with its settings";
      case Type.OneOf(List<Type<?>> types) ->
          types.stream().map(t -> of(t, extensions)).collect(Collectors.joining(", or "));
    };
  }

  public static String quoted(List<String> words) {
    return words.stream().map(Quote::of).collect(Collectors.joining(", "));
  }

  private static String nested(SettingsSpec spec, ExtensionReader extensions) {
    Key<?> shortForm = spec.shortForm();
    if (shortForm != null) {
      return of(shortForm.type(), extensions) + ", or an object";
    }
    return "an object";
  }
}
