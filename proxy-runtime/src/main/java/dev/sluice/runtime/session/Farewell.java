package dev.sluice.runtime.session;

import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client why it is not served, and gives it a moment to read that: closing with unread
 * bytes would send RST, and the answer would be lost. Whatever the client still sends is thrown
 * away. It is not over before the client has taken everything, so that its session counts as long
 * as its connection is there; a client that takes nothing for too long is reset.
 */
public final class Farewell implements ConnectionHandler {

  private static final long LINGER_NANOS = 1_000_000_000L;

  private final Connection client;
  private final long patience;
  private final Runnable done;
  private final Timer timer;
  private boolean hadItsMoment;
  private boolean over;
  private long sent;
  private long since;

  /**
   * Takes a connection over.
   *
   * @param patience how long the client may take nothing of what is queued for it
   * @param done is run once, when nothing is left to be sent or the connection is closed
   */
  public Farewell(Connection client, Duration patience, Runnable done) {
    this.client = client;
    this.patience = patience.toNanos();
    this.done = done;
    this.timer = client.loop().timer(this::moment);
  }

  /** Sends the answer and FIN; a client that has sent its own gets no moment. */
  public void say(ByteBuffer answer, boolean clientEnded) {
    client.handler(this);
    received(client);
    if (answer.hasRemaining()) {
      client.write(answer);
    }
    client.finish();
    client.resume();
    sent = client.bytesSent();
    since = client.loop().nanoTime();
    if (clientEnded) {
      moment();
    } else {
      timer.start(LINGER_NANOS);
    }
  }

  /** It has had its moment, or needs none; what is queued may yet have to be sent. */
  private void moment() {
    hadItsMoment = true;
    look();
  }

  private void look() {
    if (over || !hadItsMoment) {
      return;
    }
    if (!client.unsent()) {
      end();
      return;
    }
    long now = client.loop().nanoTime();
    // Bytes that it sends are no sign that it takes any.
    if (client.bytesSent() != sent) {
      sent = client.bytesSent();
      since = now;
    }
    long left = patience - (now - since);
    if (left > 0) {
      // Not every engine tells of the last bytes.
      timer.start(Math.min(left, LINGER_NANOS));
    } else {
      client.reset();
      end();
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
    connection.consume(connection.available());
  }

  /** A body was on its way to a server when it was given up. */
  @Override
  public void forwarded(Connection connection) {
    received(connection);
  }

  @Override
  public void drained(Connection connection) {
    look();
  }

  @Override
  public void ended(Connection connection) {
    moment();
  }

  @Override
  public void closed(Connection connection, @Nullable IOException cause) {
    end();
  }
}
