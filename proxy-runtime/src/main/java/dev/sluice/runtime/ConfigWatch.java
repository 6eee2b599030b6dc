package dev.sluice.runtime;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether files of the configuration have changed: soon after the system has told of
 * something near them, and now and then without, as not every file system tells. A process that has
 * nothing to do is hardly woken by it. Used on the control thread.
 */
final class ConfigWatch {

  private static final Logger log = LoggerFactory.getLogger(ConfigWatch.class);

  /** Also how long a change must have stood still. */
  private static final long SOON_MILLIS = 200;

  /** Where the system tells of nothing: a change takes effect within a second all the same. */
  private static final long UNTOLD_MILLIS = 600;

  private static final long TOLD_MILLIS = 2000;

  private final ConfigReader reader;
  private final ScheduledExecutorService control;
  private final Runnable reload;
  private @Nullable ScheduledFuture<?> next;
  private boolean soon;
  private boolean closed;
  private String knownFailure = "";

  /**
   * Begins to look when it is started.
   *
   * @param reload called when there is a change to be taken up
   */
  ConfigWatch(ConfigReader reader, ScheduledExecutorService control, Runnable reload) {
    this.reader = reader;
    this.control = control;
    this.reload = reload;
  }

  /** Looks from now on. */
  void start() {
    if (!closed) {
      lookIn(SOON_MILLIS);
      Step.run(
          "waiting for changes of files",
          () -> reader.events().listen(() -> control.execute(this::soon)));
    }
  }

  /** Looks no more. */
  void close() {
    closed = true;
    if (next != null) {
      next.cancel(false);
    }
  }

  /** Looks soon: something may have changed that nobody tells of. */
  void soon() {
    soon = true;
    if (!closed && next != null && next.getDelay(TimeUnit.MILLISECONDS) > SOON_MILLIS) {
      next.cancel(false);
      lookIn(SOON_MILLIS);
    }
  }

  private void lookIn(long millis) {
    next = control.schedule(this::look, millis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (closed) {
      return;
    }
    soon = false;
    try {
      if (reader.changed()) {
        reload.run();
      }
      knownFailure = "";
    } catch (RuntimeException | Error e) {
      // The same each time would bury everything else.
      if (!e.toString().equals(knownFailure)) {
        knownFailure = e.toString();
        log.error("looking for changes of the configuration has failed", e);
      }
    } finally {
      if (!closed) {
        lookIn(pause());
      }
    }
  }

  private long pause() {
    if (soon || reader.unsettled()) {
      return SOON_MILLIS;
    }
    return reader.events().complete() ? TOLD_MILLIS : UNTOLD_MILLIS;
  }
}
