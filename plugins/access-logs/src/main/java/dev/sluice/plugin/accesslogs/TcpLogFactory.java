package dev.sluice.plugin.accesslogs;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.LogFormat;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.time.ZoneId;

/** Makes the log format {@code tcplog}. */
final class TcpLogFactory implements Factory<LogFormat> {

  static final Key<Boolean> WHY =
      Key.withDefault(
          "why",
          Type.flag(),
          false,
          "false",
          "Whether the line ends with why=\"...\": the route the session took and the generation"
              + " of the configuration, or why it was refused");

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
    return SettingsSpec.of(WHY);
  }

  @Override
  public LogFormat create(Settings settings, Context context) {
    return new TcpLog(ZoneId.systemDefault(), settings.get(WHY));
  }
}
