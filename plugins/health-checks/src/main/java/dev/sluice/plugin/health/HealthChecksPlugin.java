package dev.sluice.plugin.health;

import com.google.auto.service.AutoService;
import dev.sluice.api.Check;
import dev.sluice.api.Factory;
import dev.sluice.api.Plugin;
import dev.sluice.plugin.health.http.HttpFactory;
import dev.sluice.plugin.health.tcp.TcpFactory;
import dev.sluice.plugin.health.tls.TlsFactory;
import java.util.List;

/** Brings the checks {@code tcp}, {@code tls} and {@code http}. */
@AutoService(Plugin.class)
public final class HealthChecksPlugin implements Plugin {

  @Override
  public String name() {
    return "health-checks";
  }

  @Override
  public List<Factory<Check>> checks() {
    return List.of(new TcpFactory(), new TlsFactory(), new HttpFactory());
  }
}
