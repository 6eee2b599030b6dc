package dev.sluice.plugin.host;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Matcher;
import dev.sluice.api.host.HostIndex;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.util.List;

/**
 * {@code "host": "a.example"}, or a list of names: the host a request is for, without port. {@code
 * "*.b.example"} stands for one more label, {@code "**.b.example"} for one or more.
 */
final class HostFactory implements Factory<Matcher> {

  static final Key<List<HostPattern>> NAMES =
      Key.required(
          "names",
          Type.listOf(Type.text("a host name", HostPattern.class, HostPattern::parse)),
          "Host names; *.b.example stands for one more label, **.b.example for one or more");

  @Override
  public String word() {
    return "host";
  }

  @Override
  public String doc() {
    return "The host an HTTP request is for, whatever the port";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(NAMES).shortForm(NAMES);
  }

  @Override
  public Matcher create(Settings settings, Context context) {
    List<HostPattern> patterns = settings.get(NAMES);
    if (patterns.isEmpty()) {
      context.problem("names no host (expected one name or more)");
    }
    HostIndex.Builder<HostPattern> index = HostIndex.builder();
    patterns.forEach(pattern -> index.add(pattern, pattern));
    return matcher(index.build(), new HostNames(HostNames.Subject.HOST, patterns));
  }

  private static Matcher matcher(HostIndex<HostPattern> index, HostNames names) {
    return new HeadMatcher(
        head -> {
          String host = head.host();
          return host != null && index.find(host) != null;
        },
        names);
  }
}
