package dev.sluice.plugin.accesslogs;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.LogFormat;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import java.time.ZoneId;

/** Makes the log format {@code httplog}. */
final class HttpLogFactory implements Factory<LogFormat> {

  @Override
  public String word() {
    return "httplog";
  }

  @Override
  public String doc() {
    return "The line HAProxy's option httplog writes for a request, in mode http";
  }

  @Override
  public SettingsSpec settings() {
    return LineEnd.SPEC;
  }

  @Override
  public LogFormat create(Settings settings, Context context) {
    return new HttpLog(ZoneId.systemDefault(), LineEnd.of(settings));
  }
}
