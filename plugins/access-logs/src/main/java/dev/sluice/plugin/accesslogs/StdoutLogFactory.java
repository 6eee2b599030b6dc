package dev.sluice.plugin.accesslogs;

import dev.sluice.api.AccessLog;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;

/** Makes access logs to standard output. */
final class StdoutLogFactory implements Factory<AccessLog> {

  private final LogWriters writers;

  StdoutLogFactory(LogWriters writers) {
    this.writers = writers;
  }

  @Override
  public String word() {
    return "stdout";
  }

  @Override
  public String doc() {
    return "Writes to the standard output of the process";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.none();
  }

  @Override
  public AccessLog create(Settings settings, Context context) {
    return new SharedLog(writers, writers::stdout);
  }
}
