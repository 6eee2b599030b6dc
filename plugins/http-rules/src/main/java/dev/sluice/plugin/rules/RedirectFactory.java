package dev.sluice.plugin.rules;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.HeadEdits;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code "redirect": {"scheme": "https", "code": 301}}, or with {@code host}, {@code prefix} or
 * {@code location}: sends clients elsewhere, as HAProxy's {@code http-request redirect}.
 */
final class RedirectFactory implements Factory<Filter> {

  /** What a URL begins with. */
  enum Scheme {
    HTTP,
    HTTPS
  }

  // A client must not choose the host: what it says may stand only behind a host, or in a path.
  private static final String HOST =
      "((%\\[host\\]|[A-Za-z0-9.-])+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?";
  private static final Pattern URL =
      Pattern.compile("https?://" + HOST + "(|[/?#].*|%\\[pathq?\\].*)");
  private static final Pattern PATH = Pattern.compile("/(|[^/%].*|%[^\\[].*)");

  private static final Key<Scheme> SCHEME =
      Key.optional(
          "scheme", Type.choice(Scheme.class), "To the same URL with this scheme and its port");
  private static final Key<String> TO_HOST =
      Key.optional(
          "host",
          Type.text("a host", String.class, RedirectFactory::host),
          "To the same URL at this host, perhaps with a port; may stand beside scheme");
  private static final Key<Template> PREFIX =
      Key.optional(
          "prefix",
          Type.text("a URL or path", Template.class, RedirectFactory::prefix),
          "To the same path and query with this before it, which has no query");
  private static final Key<Template> LOCATION =
      Key.optional(
          "location",
          Type.text("a URL or path", Template.class, RedirectFactory::location),
          "To this URL or path");
  private static final Key<Long> CODE =
      Key.withDefault(
          "code", Type.number(List.of(301L, 302L, 303L, 307L, 308L)), 302L, "302", "The status");
  private static final Key<Boolean> DROP_QUERY =
      Key.withDefault(
          "drop-query",
          Type.flag(),
          false,
          "false",
          "Whether the query is left out where the path stays");

  @Override
  public String word() {
    return "redirect";
  }

  @Override
  public String doc() {
    return "Sends clients elsewhere, unless that is where they are";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(SCHEME, TO_HOST, PREFIX, LOCATION, CODE, DROP_QUERY, Condition.MATCH);
  }

  @Override
  public Filter create(Settings settings, Context context) {
    boolean parts = settings.has(SCHEME) || settings.has(TO_HOST);
    long ways =
        Stream.of(parts, settings.has(PREFIX), settings.has(LOCATION)).filter(way -> way).count();
    if (ways != 1) {
      context.problem(
          "leads to "
              + (ways == 0 ? "nowhere" : "several places")
              + " (expected one of \"scheme\", \"host\" or both, \"prefix\", \"location\")");
    }
    if (settings.find(SCHEME) == Scheme.HTTP && !settings.has(TO_HOST)) {
      context.problem(
          "leads to itself, as requests come by http (expected \"https\", or \"host\" beside it)");
    }
    return new Redirect(
        target(settings), settings.get(CODE).intValue(), Condition.of(settings, context));
  }

  private static Target target(Settings settings) {
    boolean query = !settings.get(DROP_QUERY);
    Template prefix = settings.find(PREFIX);
    Template location = settings.find(LOCATION);
    if (prefix != null) {
      return new Target.Prefix(prefix, query);
    }
    if (location != null) {
      return new Target.Location(location);
    }
    Scheme scheme = settings.find(SCHEME);
    return new Target.Parts(
        scheme == null ? null : scheme.name().toLowerCase(Locale.ROOT),
        settings.find(TO_HOST),
        query);
  }

  private static String host(String text) throws BadValueException {
    try {
      HeadEdits.builder().host(text);
      return text.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw new BadValueException(String.valueOf(e.getMessage()));
    }
  }

  private static Template prefix(String text) throws BadValueException {
    if (text.endsWith("/")) {
      throw new BadValueException(
          "ends with '/', with which every path begins (expected for example \"/shop\" or"
              + " \"https://www.example\")");
    }
    if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
      throw new BadValueException(
          "holds '?' or '#', behind which no path stands (expected \"location\", or for example"
              + " \"/shop\")");
    }
    Template template = location(text);
    if (template.names(Variable.PATH) || template.names(Variable.PATHQ)) {
      throw new BadValueException(
          "names the path, which stands behind it anyway (expected \"location\", or for example"
              + " \"https://www.%[host]\")");
    }
    return template;
  }

  private static Template location(String text) throws BadValueException {
    boolean target = text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
    if (!target || !(URL.matcher(text).matches() || PATH.matcher(text).matches())) {
      throw new BadValueException(
          "is not where a client can be sent (expected a path as \"/shop\", or a URL as"
              + " \"https://www.example/shop\" or \"https://%[host]%[pathq]\")");
    }
    Template template = Template.parse(text);
    if (template.names(Variable.UNIQUE_ID)) {
      throw new BadValueException("names the request's number (expected %[host], %[path] or such)");
    }
    return template;
  }
}
