package dev.sluice.runtime.session;

import dev.sluice.api.Filter;
import dev.sluice.runtime.backend.LiveServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Faults of extensions while sessions run: each is told, and none goes further. */
final class PluginFaults {

  private static final Logger log = LoggerFactory.getLogger(PluginFaults.class);

  private PluginFaults() {}

  static void matcher(String frontend, Throwable fault) {
    log.warn("frontend '{}': a matcher failed, the session was refused", frontend, fault);
  }

  static void filter(Filter filter, Throwable fault) {
    log.warn("filter {}: it failed", filter.getClass().getName(), fault);
  }

  static void emitter(LiveServer server, Throwable fault) {
    log.warn("{}: an emitter failed, the session was refused", server, fault);
  }

  static void log(String frontend, Throwable fault) {
    log.warn("frontend '{}': writing the access log failed", frontend, fault);
  }
}
