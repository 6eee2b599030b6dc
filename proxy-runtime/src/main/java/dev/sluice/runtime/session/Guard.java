package dev.sluice.runtime.session;

import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.net.Connection;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what a client's connection has put off, as one of its events: what goes wrong closes it, so
 * that no session is left that nothing moves any more. Callable from any thread.
 *
 * @param connection whose loop runs it
 */
public record Guard(Connection connection) implements Executor {

  private static final Logger log = LoggerFactory.getLogger(Guard.class);

  @Override
  public void execute(Runnable action) {
    connection
        .loop()
        .execute(() -> {
          try {
            action.run();
          } catch (Throwable e) {
            Faults.throwIfFatal(e);
            log.error("internal error, the connection is closed", e);
            connection.reset();
          }
        });
  }
}
