package dev.sluice.runtime.session;

import dev.sluice.api.AccessLog;
import dev.sluice.api.LogFormat;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.frontend.Frontend;

/** Writes the line of a session to the logs of its frontend. */
public final class SessionLog {

  /** One for each event loop; a line is formatted on it and handed over as a string. */
  private static final ThreadLocal<StringBuilder> LINE =
      ThreadLocal.withInitial(() -> new StringBuilder(256));

  private SessionLog() {}

  /** Writes it. */
  public static void write(Frontend frontend, SessionRecord session) {
    LogFormat format = frontend.format();
    if (format == null) {
      return;
    }
    String text;
    try {
      StringBuilder line = LINE.get();
      line.setLength(0);
      format.format(session, line);
      text = line.toString();
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      PluginFaults.format(frontend.name(), e);
      return;
    }
    for (AccessLog log : frontend.logs()) {
      try {
        log.write(text, session);
      } catch (Throwable e) {
        Faults.throwIfFatal(e);
        PluginFaults.log(frontend.name(), e);
      }
    }
  }
}
