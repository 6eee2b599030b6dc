package dev.sluice.plugin.balancers;

import dev.sluice.api.Balancer;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import java.util.function.Supplier;

/**
 * Makes balancers that have no settings.
 *
 * @param word what the configuration says
 * @param doc one sentence for listings
 * @param balancers makes one for each backend
 */
record BalancerFactory(String word, String doc, Supplier<Balancer> balancers)
    implements Factory<Balancer> {

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.none();
  }

  @Override
  public Balancer create(Settings settings, Context context) {
    return balancers.get();
  }
}
