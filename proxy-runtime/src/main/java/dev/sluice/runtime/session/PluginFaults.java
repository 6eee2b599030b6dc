package dev.sluice.runtime.session;

import dev.sluice.api.Filter;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.fault.FaultLog;
import org.slf4j.LoggerFactory;

/** Faults of extensions while sessions run: each kind is told, and none goes further. */
public final class PluginFaults {

  private static final FaultLog log = new FaultLog(LoggerFactory.getLogger(PluginFaults.class));

  private PluginFaults() {}

  /** A fault of this kind of extension. */
  public static void matcher(String frontend, Throwable fault) {
    log.warn("frontend '" + frontend + "': a matcher failed, the session was refused", fault);
  }

  /** A fault of this kind of extension. */
  public static void filter(Filter filter, Throwable fault) {
    log.warn("filter " + filter.getClass().getName() + ": it failed", fault);
  }

  /** A fault of this kind of extension. */
  public static void emitter(LiveServer server, Throwable fault) {
    log.warn(server.state() + ": an emitter failed, the session was refused", fault);
  }

  static void format(String frontend, Throwable fault) {
    log.warn("frontend '" + frontend + "': the log format failed, there is no line", fault);
  }

  static void log(String frontend, Throwable fault) {
    log.warn("frontend '" + frontend + "': writing the access log failed", fault);
  }
}
