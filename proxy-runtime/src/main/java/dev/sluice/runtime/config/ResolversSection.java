package dev.sluice.runtime.config;

import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.ResolversConfig;
import dev.sluice.runtime.config.model.addresses.NameServer;
import java.time.Duration;
import java.util.List;

/** The section {@code resolvers} of {@code global}. */
final class ResolversSection {

  private static final Key<List<NameServer>> NAMESERVER =
      Key.withDefault(
          "nameserver",
          Type.listOf(CoreTypes.NAME_SERVER),
          List.of(),
          "[]",
          "Who is asked, in this order, each as ip:port; without it those of /etc/resolv.conf");
  private static final Key<Duration> HOLD =
      Key.withDefault(
          "hold",
          CoreTypes.TIMEOUT,
          Duration.ofSeconds(1),
          "1s",
          "How long an answer is used at least, however short its time to live; at most it is an"
              + " hour");

  static final SettingsSpec SPEC = SettingsSpec.of(NAMESERVER, HOLD);

  private ResolversSection() {}

  static ResolversConfig build(Settings settings) {
    return new ResolversConfig(settings.get(NAMESERVER), settings.get(HOLD));
  }
}
