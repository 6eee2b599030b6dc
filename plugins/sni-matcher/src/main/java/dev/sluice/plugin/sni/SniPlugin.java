package dev.sluice.plugin.sni;

import com.google.auto.service.AutoService;
import dev.sluice.api.Factory;
import dev.sluice.api.Matcher;
import dev.sluice.api.Plugin;
import java.util.List;

/** Brings the matchers {@code sni} and {@code alpn}. */
@AutoService(Plugin.class)
public final class SniPlugin implements Plugin {

  @Override
  public String name() {
    return "sni-matcher";
  }

  @Override
  public List<Factory<Matcher>> matchers() {
    return List.of(new SniFactory(), new AlpnFactory());
  }
}
