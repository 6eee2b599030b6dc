package dev.sluice.runtime.config.model.extensions;

import dev.sluice.runtime.fault.Faults;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was made for one configuration and must be closed with it: once, the newest first. */
public final class Owned implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Owned.class);

  private final Set<AutoCloseable> known = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<AutoCloseable> newestFirst = new ArrayDeque<>();

  /** Takes an instance over if it can be closed; a factory may return the same one twice. */
  public synchronized void add(Object instance) {
    if (instance instanceof AutoCloseable closeable && known.add(closeable)) {
      newestFirst.push(closeable);
    }
  }

  /** Closes everything; what fails to close is logged and does not keep the others from it. */
  @Override
  public synchronized void close() {
    while (!newestFirst.isEmpty()) {
      AutoCloseable closeable = newestFirst.pop();
      try {
        closeable.close();
      } catch (Throwable e) {
        Faults.throwIfFatal(e);
        Faults.warn(
            log, "extension " + closeable.getClass().getName() + ": could not be closed", e);
      }
    }
    known.clear();
  }
}
