package dev.sluice.runtime.session;

import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Timer;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a client waiting for its refusal. What it sends meanwhile is thrown away; but a flood is
 * left to its kernel. Its places are few, so that most of {@code maxconn} is left to others.
 */
final class Tarpit implements ConnectionHandler {

  private final Connection client;
  private final Frontend frontend;
  private final ConnectionHandler session;
  private final Runnable refuse;
  private final Timer timer;
  private boolean left;

  /**
   * For a client that {@link #enter} had a place for.
   *
   * @param session hears of the client's end, as it did before
   * @param refuse is run once the client has waited for long enough, or no longer waits
   */
  Tarpit(Connection client, Frontend frontend, ConnectionHandler session, Runnable refuse) {
    this.client = client;
    this.frontend = frontend;
    this.session = session;
    this.refuse = refuse;
    this.timer = client.loop().timer(refuse);
  }

  /** Takes a place; false if there is none, and the client is to be refused at once. */
  static boolean enter(Frontend frontend) {
    return frontend.admission().hold(frontend.gate());
  }

  /** Takes the connection over. */
  void hold(Duration time, boolean clientEnded) {
    client.handler(this);
    if (clientEnded) {
      refuse.run();
      return;
    }
    timer.start(time.toNanos());
    // Or its end would not be seen.
    client.resume();
    received(client);
  }

  /** Gives the place back; does nothing if that was done. */
  void leave() {
    if (!left) {
      left = true;
      timer.cancel();
      frontend.admission().letGo(frontend.gate());
    }
  }

  @Override
  public void received(Connection connection) {
    connection.consume(connection.available());
    if (connection.bytesReceived() > Connection.WINDOW) {
      connection.pause();
    }
  }

  /** As in HAProxy: who does not wait is not kept. */
  @Override
  public void ended(Connection connection) {
    session.ended(connection);
    refuse.run();
  }

  @Override
  public void closed(Connection connection, @Nullable IOException cause) {
    session.closed(connection, cause);
  }
}
