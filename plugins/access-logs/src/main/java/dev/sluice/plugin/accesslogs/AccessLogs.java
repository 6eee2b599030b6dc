package dev.sluice.plugin.accesslogs;

import com.google.auto.service.AutoService;
import dev.sluice.api.AccessLog;
import dev.sluice.api.Factory;
import dev.sluice.api.LogFormat;
import dev.sluice.api.Plugin;
import java.util.List;

/**
 * The access logs {@code stdout} and {@code file}, and the log formats {@code tcplog} and {@code
 * httplog}.
 */
@AutoService(Plugin.class)
public final class AccessLogs implements Plugin {

  private final LogWriters writers = new LogWriters();

  /** For the service loader. */
  public AccessLogs() {}

  @Override
  public String name() {
    return "access-logs";
  }

  @Override
  public List<Factory<AccessLog>> accessLogs() {
    return List.of(new StdoutLogFactory(writers), new FileLogFactory(writers));
  }

  @Override
  public List<Factory<LogFormat>> logFormats() {
    return List.of(new TcpLogFactory(), new HttpLogFactory());
  }
}
