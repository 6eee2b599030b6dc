package dev.sluice.plugin.rate;

import com.google.auto.service.AutoService;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.Plugin;
import java.util.List;

/** Brings {@code rate-limit}. */
@AutoService(Plugin.class)
public final class RateLimiterPlugin implements Plugin {

  @Override
  public String name() {
    return "rate-limiter";
  }

  @Override
  public List<Factory<Filter>> filters() {
    return List.of(new RateLimitFactory(System::nanoTime));
  }
}
