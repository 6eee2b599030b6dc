package dev.sluice.plugin.client;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.Verdict;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import io.vertx.core.Future;

/** {@code "deny": ["192.0.2.0/24"]}: these may not connect. */
final class DenyFactory implements Factory<Filter> {

  private static final Future<Verdict> REFUSAL =
      Future.succeededFuture(Verdict.deny("address is denied"));

  @Override
  public String word() {
    return "deny";
  }

  @Override
  public String doc() {
    return "Refuses these addresses; clients on a Unix socket have none and pass";
  }

  @Override
  public SettingsSpec settings() {
    return AddressSettings.SPEC;
  }

  @Override
  public Filter create(Settings settings, Context context) {
    return new AddressFilter(AddressSettings.read(settings, context), false, REFUSAL);
  }
}
