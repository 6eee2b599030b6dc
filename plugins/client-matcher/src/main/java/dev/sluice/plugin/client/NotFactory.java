package dev.sluice.plugin.client;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Matcher;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;

/** {@code "not": {"src": "10.0.0.0/8"}}: what does not match the object. */
final class NotFactory implements Factory<Matcher> {

  static final Key<Matcher> MATCH =
      Key.required("match", Type.match(), "What must not match; as a route's match");

  @Override
  public String word() {
    return "not";
  }

  @Override
  public String doc() {
    return "The opposite of another match, for clients whose bytes could be read as it needs";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(MATCH).shortForm(MATCH);
  }

  @Override
  public Matcher create(Settings settings, Context context) {
    return new Not(settings.get(MATCH));
  }
}
