package dev.sluice.runtime.session;

import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client why it is not served, and gives it a moment to read that: closing with unread
 * bytes would send RST, and the answer would be lost. Whatever the client still sends is thrown
 * away.
 */
public final class Farewell implements ConnectionHandler {

  private static final long LINGER_NANOS = 1_000_000_000L;

  private final Connection client;
  private final Runnable done;
  private final Timer timer;
  private boolean over;

  /** Takes a connection over; {@code done} is run once, when the client has had its moment. */
  public Farewell(Connection client, Runnable done) {
    this.client = client;
    this.done = done;
    this.timer = client.loop().timer(this::end);
  }

  /** Sends the answer and FIN; a client that has sent its own is not waited for. */
  public void say(ByteBuffer answer, boolean clientEnded) {
    client.handler(this);
    received(client);
    client.write(answer);
    client.finish();
    client.resume();
    if (clientEnded) {
      end();
    } else {
      timer.start(LINGER_NANOS);
    }
  }

  private void end() {
    if (!over) {
      over = true;
      timer.cancel();
      done.run();
    }
  }

  @Override
  public void received(Connection connection) {
    connection.consume(connection.received().limit());
  }

  /** A body was on its way to a server when it was given up. */
  @Override
  public void forwarded(Connection connection) {
    received(connection);
  }

  @Override
  public void ended(Connection connection) {
    end();
  }

  @Override
  public void closed(Connection connection, @Nullable IOException cause) {
    end();
  }
}
