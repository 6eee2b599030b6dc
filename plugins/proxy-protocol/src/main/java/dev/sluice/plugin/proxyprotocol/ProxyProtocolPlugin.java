package dev.sluice.plugin.proxyprotocol;

import com.google.auto.service.AutoService;
import dev.sluice.api.Emitter;
import dev.sluice.api.Factory;
import dev.sluice.api.Plugin;
import java.util.List;

/** Brings what writes PROXY headers. */
@AutoService(Plugin.class)
public final class ProxyProtocolPlugin implements Plugin {

  @Override
  public String name() {
    return "proxy-protocol";
  }

  @Override
  public List<Factory<Emitter>> emitters() {
    return List.of(new ProxyProtocolFactory());
  }
}
