package dev.sluice.runtime.session;

import dev.sluice.api.session.Termination;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.Timer;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * Keeps a relay from passing on what a client sends until that is known not to be a PROXY header
 * which the client must not send. Bytes that may yet become one are waited with, but not for ever.
 */
final class FirstBytes {

  private static final Termination REFUSED = new Termination('P', 'R');
  private static final Termination TIMED_OUT = new Termination('c', 'R');

  private final Connection client;
  private final ProxyReception reception;
  private final long patience;
  private final BiConsumer<Termination, String> refused;
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
      BiConsumer<Termination, String> refused) {
    this.client = client;
    this.reception = reception;
    this.patience = patience.toNanos();
    this.refused = refused;
    this.timer = client.loop().timer(this::timedOut);
  }

  /** Whether what the client has sent may be passed on. */
  boolean pass() {
    boolean pass =
        switch (reception.beginning()) {
          case OTHER -> true;
          case HEADER -> {
            refused.accept(REFUSED, ProxyReception.UNASKED);
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
    reception.end();
    return pass();
  }

  /** The relay is over. */
  void cancel() {
    timer.cancel();
  }

  private void timedOut() {
    refused.accept(TIMED_OUT, ProxyReception.missing("timeout"));
  }
}
