package dev.sluice.plugin.sni;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Matcher;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.util.List;

/** Makes {@code sni} matchers: {@code "a.example"}, {@code ["a.example", "*.b.example"]}. */
final class SniFactory implements Factory<Matcher> {

  private static final Key<List<HostPattern>> NAMES =
      Key.required(
          "names",
          Type.listOf(Type.text("a host name", HostPattern.class, HostPattern::parse)),
          "The names that match; \"*.\" in front stands for exactly one more label, \"**.\" for one"
              + " or more");

  private static final SettingsSpec SETTINGS = SettingsSpec.of(NAMES).shortForm(NAMES);

  @Override
  public String word() {
    return "sni";
  }

  @Override
  public String doc() {
    return "Matches the server name of a TLS ClientHello";
  }

  @Override
  public SettingsSpec settings() {
    return SETTINGS;
  }

  @Override
  public Matcher create(Settings settings, Context context) {
    List<HostPattern> names = settings.get(NAMES);
    if (names.isEmpty()) {
      context.problem("an empty list matches nothing (expected at least one host name)");
    }
    return new SniMatcher(names);
  }
}
