package dev.sluice.plugin.accesslogs;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.LogFormat;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import java.time.ZoneId;

/** Makes the log format {@code tcplog}. */
final class TcpLogFactory implements Factory<LogFormat> {

  @Override
  public String word() {
    return "tcplog";
  }

  @Override
  public String doc() {
    return "The line HAProxy's option tcplog writes for a connection";
  }

  @Override
  public SettingsSpec settings() {
    return LineEnd.SPEC;
  }

  @Override
  public LogFormat create(Settings settings, Context context) {
    return new TcpLog(ZoneId.systemDefault(), LineEnd.of(settings));
  }
}
