package dev.sluice.plugin.client;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.Verdict;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import io.vertx.core.Future;

/** {@code "allow": ["10.0.0.0/8"]}: only these may connect; a Unix socket's clients may not. */
final class AllowFactory implements Factory<Filter> {

  private static final Future<Verdict> REFUSAL =
      Future.succeededFuture(Verdict.deny("address is not allowed"));

  @Override
  public String word() {
    return "allow";
  }

  @Override
  public String doc() {
    return "Lets only these addresses connect; clients on a Unix socket have none and are refused";
  }

  @Override
  public SettingsSpec settings() {
    return AddressSettings.SPEC;
  }

  @Override
  public Filter create(Settings settings, Context context) {
    return new AddressFilter(AddressSettings.read(settings, context), true, REFUSAL);
  }
}
