package dev.sluice.runtime.session;

import dev.sluice.api.AccessLog;
import dev.sluice.api.LogFormat;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.runtime.frontend.Frontend;

/** Writes the line of a session to the logs of its frontend. */
final class SessionLog {

  /** One for each event loop; a line is formatted on it and handed over as a string. */
  private static final ThreadLocal<StringBuilder> LINE =
      ThreadLocal.withInitial(() -> new StringBuilder(256));

  private SessionLog() {}

  static void write(Frontend frontend, SessionRecord session) {
    LogFormat format = frontend.format();
    if (format == null) {
      return;
    }
    try {
      StringBuilder line = LINE.get();
      line.setLength(0);
      format.format(session, line);
      String text = line.toString();
      for (AccessLog log : frontend.logs()) {
        log.write(text, session);
      }
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) { // also what a plugin throws that it could not declare
      PluginFaults.log(frontend.name(), e);
    }
  }
}
