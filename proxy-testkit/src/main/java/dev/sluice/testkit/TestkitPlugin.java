package dev.sluice.testkit;

import com.google.auto.service.AutoService;
import dev.sluice.api.AccessLog;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Plugin;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import java.util.List;

/** The access log {@code memory}, which {@link TestProxy#logged} reads. */
@AutoService(Plugin.class)
public final class TestkitPlugin implements Plugin {

  /** For the service loader. */
  public TestkitPlugin() {}

  @Override
  public String name() {
    return "testkit";
  }

  @Override
  public List<Factory<AccessLog>> accessLogs() {
    return List.of(new MemoryLogFactory());
  }

  private static final class MemoryLogFactory implements Factory<AccessLog> {

    @Override
    public String word() {
      return "memory";
    }

    @Override
    public String doc() {
      return "Keeps lines in memory, where tests read them";
    }

    @Override
    public SettingsSpec settings() {
      return SettingsSpec.none();
    }

    @Override
    public AccessLog create(Settings settings, Context context) {
      return new MemoryLog(context.home());
    }
  }
}
