package dev.sluice.plugin.client;

import com.google.auto.service.AutoService;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.Matcher;
import dev.sluice.api.Plugin;
import java.util.List;

/** Brings what looks at a client's address, at whether it speaks TLS, and negation. */
@AutoService(Plugin.class)
public final class ClientPlugin implements Plugin {

  @Override
  public String name() {
    return "client-matcher";
  }

  @Override
  public List<Factory<Matcher>> matchers() {
    return List.of(new SourceFactory(), new TlsFactory(), new NotFactory());
  }

  @Override
  public List<Factory<Filter>> filters() {
    return List.of(new AllowFactory(), new DenyFactory());
  }
}
