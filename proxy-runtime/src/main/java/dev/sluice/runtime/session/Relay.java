package dev.sluice.runtime.session;

import dev.sluice.api.session.Termination;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Relays bytes between a client and a server until both have ended. Either side may end first; the
 * other one goes on (half-close). A side that is cut (RST) is told to the other side as a cut,
 * after what was received before. A side that stays silent too long ends both: a slow reader is not
 * silent, and once a side was sent FIN its fin timeout holds.
 */
public final class Relay implements ConnectionHandler {

  /** How long either side may be silent, where nothing else is said. */
  public static final Duration DEFAULT_TUNNEL = Duration.ofHours(1);

  private static final Termination CLIENT_CUT = new Termination('C', 'D');
  private static final Termination SERVER_CUT = new Termination('S', 'D');
  private static final Termination CLIENT_SILENT = new Termination('c', 'D');
  private static final Termination SERVER_SILENT = new Termination('s', 'D');
  private static final Termination KILLED = new Termination('K', 'D');

  private final Side client;
  private final Side server;
  private final Consumer<Termination> end;
  private final Timer timer;
  private @Nullable Termination termination;
  private @Nullable FirstBytes held;

  /** One of the two connections. */
  public static final class Side {

    private final Connection connection;
    private final long fin;
    private long timeout;
    private long free;
    private boolean heldUp;
    private boolean ended;
    private boolean closed;

    /**
     * A side.
     *
     * @param idle how long it may be silent
     * @param fin the same, once it was sent FIN
     */
    public Side(Connection connection, Duration idle, Duration fin) {
      this.connection = connection;
      this.timeout = idle.toNanos();
      this.fin = fin.toNanos();
    }

    /**
     * How long it may be silent yet. One that does not take what is queued for it is. Else it is
     * not by its own fault while the other side does not take what it has sent (reading from it is
     * then paused), and not at all once it has sent FIN.
     */
    long left(Side other, long now) {
      boolean takesAll = !connection.unsent();
      boolean waits = takesAll && other.connection.unsent() && !other.closed;
      if (waits || heldUp) {
        // When it ended is not known; in this side's favour.
        free = now;
      }
      heldUp = waits;
      if (closed || (ended && takesAll)) {
        return Long.MAX_VALUE;
      }
      return Math.max(connection.lastActive() - now, free - now) + timeout;
    }
  }

  /** A relay that {@link #start}s later; {@code end} is called once, when both are closed. */
  public Relay(Side client, Side server, Consumer<Termination> end) {
    this.client = client;
    this.server = server;
    this.end = end;
    this.timer = client.connection.loop().timer(this::checkSilence);
  }

  /** Passes nothing of the client on before it is told so. Called before {@link #start}. */
  void hold(FirstBytes first) {
    held = first;
  }

  /** Starts; the client may have sent its FIN before. */
  public void start(boolean clientEnded) {
    client.free = client.connection.lastActive();
    server.free = server.connection.lastActive();
    client.connection.handler(this);
    server.connection.handler(this);
    timer.start(Math.min(client.timeout, server.timeout));
    if (held == null) {
      client.connection.forward(server.connection);
    }
    server.connection.forward(client.connection);
    if (clientEnded) {
      ended(client.connection);
    } else if (held != null) {
      received(client.connection);
    }
  }

  @Override
  public void received(Connection connection) {
    FirstBytes first = held;
    if (first == null) {
      throw new IllegalStateException("received bytes that should have been forwarded");
    }
    if (first.pass()) {
      release();
    }
  }

  private void release() {
    held = null;
    client.connection.forward(server.connection);
  }

  @Override
  public void ended(Connection connection) {
    Side side = side(connection);
    Side other = other(side);
    FirstBytes first = held;
    if (first != null && side == client) {
      if (!first.passAll()) {
        return;
      }
      release();
    }
    side.ended = true;
    if (other.ended) {
      closeBoth();
    } else {
      other.timeout = other.fin;
      other.connection.finish();
      // The fin timeout may be the shorter one.
      timer.start(Math.min(client.timeout, server.timeout));
    }
  }

  @Override
  public void closed(Connection connection, @Nullable IOException cause) {
    Side side = side(connection);
    Side other = other(side);
    side.closed = true;
    FirstBytes first = held;
    if (first != null) {
      first.cancel();
    }
    boolean inOrder = cause == null && side.ended && other.ended;
    if (termination == null && !inOrder) {
      termination = cause == null ? KILLED : side == client ? CLIENT_CUT : SERVER_CUT;
      other.connection.abort();
    }
    if (other.closed) {
      timer.cancel();
      end.accept(termination == null ? Termination.NORMAL : termination);
    }
  }

  /** Cuts both connections at once, for that reason. */
  public void cut(Termination reason) {
    if (termination == null) {
      termination = reason;
    }
    client.connection.reset();
    server.connection.reset();
  }

  private void closeBoth() {
    if (termination == null && !client.connection.unsent() && !server.connection.unsent()) {
      // What the kernel has is on its way; a cut from now on takes nothing away.
      termination = Termination.NORMAL;
    }
    client.connection.close();
    server.connection.close();
  }

  private void checkSilence() {
    long now = client.connection.loop().nanoTime();
    long clientLeft = client.left(server, now);
    long serverLeft = server.left(client, now);
    long left = Math.min(clientLeft, serverLeft);
    if (left > 0) {
      timer.start(Math.min(left, Math.max(client.timeout, server.timeout)));
      return;
    }
    if (termination == null) {
      termination = clientLeft <= serverLeft ? CLIENT_SILENT : SERVER_SILENT;
    }
    drop(client);
    drop(server);
  }

  /** Closes a silent side; one that does not take what is queued for it would never close. */
  private static void drop(Side side) {
    if (side.connection.unsent()) {
      side.connection.reset();
    } else {
      side.connection.close();
    }
  }

  @SuppressWarnings("ReferenceEquality") // connections have no other identity
  private Side side(Connection connection) {
    return connection == client.connection ? client : server;
  }

  private Side other(Side side) {
    return side == client ? server : client;
  }
}
