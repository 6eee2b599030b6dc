package dev.sluice.plugin.host;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Matcher;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.util.List;
import java.util.Set;

/** {@code "method": "GET"}, or a list: the method of a request, in upper case as it is sent. */
final class MethodFactory implements Factory<Matcher> {

  static final Key<List<String>> METHODS =
      Key.required(
          "methods",
          Type.listOf(Type.text("a method", String.class, MethodFactory::method)),
          "HTTP methods, in upper case");

  @Override
  public String word() {
    return "method";
  }

  @Override
  public String doc() {
    return "The method of an HTTP request";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(METHODS).shortForm(METHODS);
  }

  @Override
  public Matcher create(Settings settings, Context context) {
    Set<String> methods = Set.copyOf(settings.get(METHODS));
    if (methods.isEmpty()) {
      context.problem("names no method (expected one method or more)");
    }
    return new HeadMatcher(head -> methods.contains(head.method()), null);
  }

  private static String method(String text) throws BadValueException {
    boolean word = text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-' || c == '_');
    if (text.isEmpty() || !word) {
      throw new BadValueException("is not a method (expected upper-case letters, '-' and '_')");
    }
    return text;
  }
}
