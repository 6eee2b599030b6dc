package dev.sluice.plugin.host;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Matcher;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.util.List;

/**
 * {@code "path": "/exact"}, {@code "/under/*"}, a list of these, or {@code {"regex":
 * "^/v[0-9]+/"}}. It matches if any of them does. A regular expression is searched for anywhere in
 * the path, as HAProxy's {@code path_reg} does: {@code ^} and {@code $} tie it to the ends. RE2
 * takes time linear in the path, whatever a client sends.
 */
final class PathFactory implements Factory<Matcher> {

  static final Key<List<PathPattern>> PATHS =
      Key.withDefault(
          "paths",
          Type.listOf(Type.text("a path", PathPattern.class, PathPattern::parse)),
          List.of(),
          "[]",
          "Paths as sent, without query: /exact, or /under/* for all that begins with /under/");

  static final Key<List<Pattern>> REGEX =
      Key.withDefault(
          "regex",
          Type.listOf(
              Type.text("a regular expression", Pattern.class, PathFactory::regularExpression)),
          List.of(),
          "[]",
          "Regular expressions in RE2 syntax, found anywhere in the path unless tied by ^ and $");

  @Override
  public String word() {
    return "path";
  }

  @Override
  public String doc() {
    return "The path of an HTTP request, as sent and without its query";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(PATHS, REGEX).shortForm(PATHS);
  }

  @Override
  public Matcher create(Settings settings, Context context) {
    List<PathPattern> paths = settings.get(PATHS);
    List<Pattern> expressions = settings.get(REGEX);
    if (paths.isEmpty() && expressions.isEmpty()) {
      context.problem("names no path (expected one path or regex or more)");
    }
    return new HeadMatcher(head -> matches(paths, expressions, head.path()), null);
  }

  private static boolean matches(List<PathPattern> paths, List<Pattern> expressions, String path) {
    for (PathPattern pattern : paths) {
      if (pattern.matches(path)) {
        return true;
      }
    }
    for (Pattern expression : expressions) {
      if (expression.matcher(path).find()) {
        return true;
      }
    }
    return false;
  }

  private static Pattern regularExpression(String text) throws BadValueException {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new BadValueException(
          "is not a regular expression: " + e.getDescription() + " (expected RE2 syntax)");
    }
  }
}
