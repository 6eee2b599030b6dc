package dev.sluice.runtime.config;

import dev.sluice.api.Matcher;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.TextFile;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.routes.HostMap;
import dev.sluice.runtime.config.model.routes.MatchObject;
import dev.sluice.runtime.config.model.routes.RouteConfig;
import dev.sluice.runtime.config.model.routes.RouteConfig.ByMap;
import dev.sluice.runtime.config.model.routes.RouteConfig.Target;
import dev.sluice.runtime.config.model.routes.RouteConfig.ToBackend;
import org.jspecify.annotations.Nullable;

/** An entry of a frontend's {@code routes}. */
final class RouteSection {

  static final Key<String> NAME =
      Key.optional("name", CoreTypes.NEW_NAME, "The route's name in logs");
  static final Key<Matcher> MATCH =
      Key.optional(
          "match",
          Type.match(),
          "What must fit: all matchers of the object; {} always fits. May be left out only if the"
              + " backend comes from a map");
  static final Key<String> BY =
      Key.required(
          "by", CoreTypes.REFERENCE, "The matcher whose names are looked up, for example sni");
  static final Key<TextFile> FILE =
      Key.required(
          "file",
          Type.textFile(),
          "The file with lines of a host name or wildcard and a backend, relative to the"
              + " configuration file. The most specific one wins whatever the order of the lines;"
              + " a name that is not in the file goes on to the next route");
  private static final Key<Settings> MAP =
      Key.required(
          "map",
          Type.object(SettingsSpec.of(BY, FILE)),
          "Takes the backend from a file, by the name the client asks for");
  static final Key<Object> BACKEND =
      Key.required(
          "backend",
          Type.oneOf(CoreTypes.REFERENCE, Type.object(SettingsSpec.of(MAP))),
          "The name of a backend, or the map that tells it");

  static final SettingsSpec SPEC = SettingsSpec.of(NAME, MATCH, BACKEND);

  private RouteSection() {}

  /** The route, after its references are checked; null if it has a problem. */
  static @Nullable RouteConfig build(Settings route, Reading reading, HostMapReader maps) {
    Object backend = route.find(BACKEND);
    if (backend instanceof String && !isSet(route, reading)) {
      reading
          .problems()
          .add(
              reading.place(route),
              "the key \"match\" is missing (expected an object of matchers; {} always fits)");
    }
    Target target = backend == null ? null : target(backend, route, reading, maps);
    Matcher match = route.find(MATCH);
    if (target == null || (match == null && isSet(route, reading))) {
      return null;
    }
    MatchObject all = match == null ? MatchObject.ALWAYS : (MatchObject) match;
    return new RouteConfig(route.find(NAME), all, target);
  }

  /** Whether there is a {@code match}, be it a faulty one. */
  private static boolean isSet(Settings route, Reading reading) {
    return reading.reader().origin(route).eachMember().containsKey(MATCH.name());
  }

  private static @Nullable Target target(
      Object backend, Settings route, Reading reading, HostMapReader maps) {
    if (backend instanceof String name) {
      boolean known = reading.isBackend(name, reading.place(route, BACKEND.name()));
      return known ? new ToBackend(name) : null;
    }
    Settings map = ((Settings) backend).find(MAP);
    HostMap hosts = map == null ? null : maps.read(map);
    return hosts == null ? null : new ByMap(hosts);
  }
}
