package dev.sluice.runtime.fault;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Tells faults of extensions while sessions run, at most once a second for each kind of fault: the
 * log is written synchronously, on event loops, and a faulty extension may fail for every session.
 * Thread-safe.
 */
public final class FaultLog {

  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;

  private final Logger log;
  private final LongSupplier nanoTime;
  private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

  /** Faults of one kind: when one was last shown, and how many were not since. */
  private static final class Kind {
    private boolean seen;
    private long shownAt;
    private long hidden;
  }

  /** One that writes to a logger. */
  public FaultLog(Logger log) {
    this(log, System::nanoTime);
  }

  FaultLog(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /**
   * Tells a fault, or counts it for the next line. The first of a kind comes with its stack trace,
   * as does one after a minute of silence.
   *
   * @param what happened, and to whom; also tells the kinds apart, so of a configuration's names
   *     and of class names only
   */
  public void warn(String what, Throwable fault) {
    Kind kind = kinds.computeIfAbsent(what, key -> new Kind());
    long hidden;
    boolean trace;
    synchronized (kind) {
      long now = nanoTime.getAsLong();
      long silence = now - kind.shownAt;
      if (kind.seen && silence < SECOND) {
        kind.hidden++;
        return;
      }
      trace = !kind.seen || silence >= MINUTE;
      hidden = kind.hidden;
      kind.seen = true;
      kind.shownAt = now;
      kind.hidden = 0;
    }
    String before = hidden == 0 ? "" : " (and " + hidden + " more since the last such line)";
    if (trace) {
      Faults.warn(log, what + before, fault);
    } else {
      log.warn("{}{}: {}", what, before, Faults.describe(fault));
    }
  }
}
