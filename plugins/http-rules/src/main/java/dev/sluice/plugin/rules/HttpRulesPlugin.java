package dev.sluice.plugin.rules;

import com.google.auto.service.AutoService;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.Plugin;
import java.util.List;

/** Brings the rules for fields, and redirects. */
@AutoService(Plugin.class)
public final class HttpRulesPlugin implements Plugin {

  @Override
  public String name() {
    return "http-rules";
  }

  @Override
  public List<Factory<Filter>> filters() {
    return List.of(
        new HeaderFactory(Direction.REQUEST),
        new HeaderFactory(Direction.RESPONSE),
        new RedirectFactory());
  }
}
