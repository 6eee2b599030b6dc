package dev.sluice.plugin.host;

import com.google.auto.service.AutoService;
import dev.sluice.api.Factory;
import dev.sluice.api.Matcher;
import dev.sluice.api.Plugin;
import java.util.List;

/** Brings the matchers of HTTP request heads. */
@AutoService(Plugin.class)
public final class HostPlugin implements Plugin {

  @Override
  public String name() {
    return "host-matcher";
  }

  @Override
  public List<Factory<Matcher>> matchers() {
    return List.of(new HostFactory(), new PathFactory(), new MethodFactory(), new HeaderFactory());
  }
}
