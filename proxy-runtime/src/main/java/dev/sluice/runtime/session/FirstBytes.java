package dev.sluice.runtime.session;

import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.Timer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Keeps a relay from passing on what a client sends until that is known not to be a PROXY header
 * which the client must not send. Bytes that may yet become one are waited with, but not for ever.
 */
final class FirstBytes {

  private final Connection client;
  private final ProxyReception reception;
  private final long patience;
  private final Consumer<SessionRefusal> refused;
  private final Timer timer;

  /**
   * Looks at nothing yet.
   *
   * @param patience how long the bytes may leave it open what they are
   * @param refused is told how the session ends and why
   */
  FirstBytes(
      Connection client,
      ProxyReception reception,
      Duration patience,
      Consumer<SessionRefusal> refused) {
    this.client = client;
    this.reception = reception;
    this.patience = patience.toNanos();
    this.refused = refused;
    this.timer = client.loop().timer(this::timedOut);
  }

  /** Whether what the client has sent may be passed on. */
  boolean pass() {
    boolean pass =
        switch (reception.beginning(client)) {
          case OTHER -> true;
          case HEADER -> {
            refused.accept(SessionRefusal.UNASKED_HEADER);
            yield false;
          }
          case OPEN -> {
            if (client.available() > 0 && !timer.started()) {
              timer.start(patience);
            }
            yield false;
          }
        };
    if (pass) {
      timer.cancel();
    }
    return pass;
  }

  /** As {@link #pass}, where no more will come. */
  boolean passAll() {
    reception.end(client);
    return pass();
  }

  /** The relay is over. */
  void cancel() {
    timer.cancel();
  }

  private void timedOut() {
    refused.accept(SessionRefusal.NO_HEADER_IN_TIME);
  }
}
