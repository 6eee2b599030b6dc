package dev.sluice.runtime.exchange;

import dev.sluice.api.session.Termination;
import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.Connecting;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.session.PluginFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the server of an exchange: an idle one of the pool, or a new one. If an idle
 * one ended just as it was taken, the request is sent once more. It goes back to the pool only if
 * both messages are complete and nothing else came. Events of the connection are passed on to the
 * two sides.
 */
final class ServerLink implements Connecting.Outcome, ConnectionHandler {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Exchange exchange;
  private final Connecting attempts;
  private final @Nullable LiveServer belongsTo;
  private @Nullable LiveServer target;
  private @Nullable Connection connection;
  private boolean reused;
  private boolean retried;
  private boolean keeps;
  private long receivedBefore;

  /**
   * A link that is made by {@link #start}.
   *
   * @param belongsTo the server that a rule or a cookie names; null for any
   */
  ServerLink(Exchange exchange, Backend backend, @Nullable LiveServer belongsTo) {
    this.exchange = exchange;
    this.belongsTo = belongsTo;
    this.attempts = new Connecting(backend, exchange.facts(), exchange.conversation().loop(), this);
  }

  void start() {
    attempts.start();
  }

  /** How it was tried to connect, for the log. */
  Connecting attempts() {
    return attempts;
  }

  /** The connection; null if there is none yet, or none any more. */
  @Nullable Connection connection() {
    return connection;
  }

  /** Whether a server was reached. */
  boolean connected() {
    return target != null;
  }

  /** Whether it is that server that was reached. */
  boolean isTo(ServerState server) {
    LiveServer reached = target;
    return reached != null && reached.state() == server;
  }

  /** The server leaves the connection open behind the response, as far as is known. */
  void keeps() {
    keeps = true;
  }

  // On the way

  @Override
  public @Nullable LiveServer belongsTo() {
    return belongsTo;
  }

  @Override
  public void picked() {
    exchange.facts().picked();
  }

  @Override
  public @Nullable Connection idle(LiveServer picked) {
    // One that began with an emitter's bytes is another client's.
    boolean shared = !retried && picked.emitters().isEmpty();
    boolean careful = !exchange.request().repeatable();
    Connection waiting = shared ? pool().take(picked, careful) : null;
    reused = waiting != null;
    receivedBefore = waiting == null ? 0 : waiting.bytesReceived();
    return waiting;
  }

  private ServerPool pool() {
    return exchange.conversation().shared().pool();
  }

  @Override
  public ByteBuffer opening(LiveServer picked) {
    // What emitters write comes before the request.
    ByteBuffer bytes = picked.emitters().isEmpty() ? exchange.request().bytes() : null;
    return bytes == null ? NOTHING : bytes;
  }

  @Override
  public void connected(Connection reached, LiveServer picked, int opened) {
    exchange.facts().connected();
    connection = reached;
    target = picked;
    exchange.awaits(new ResponseSide(exchange, this, reached));
    reached.handler(this);
    if (reused || emit(reached, picked)) {
      exchange.request().send(reached, opened);
    }
  }

  private boolean emit(Connection to, LiveServer picked) {
    try {
      for (var emitter : picked.emitters()) {
        to.write(ByteBuffer.wrap(emitter.bytes(exchange.facts())));
      }
      return true;
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      PluginFaults.emitter(picked, e);
      exchange.fail(503, "emitter failed", new Termination('I', 'C'));
      return false;
    }
  }

  @Override
  public void failed(Termination termination, String why) {
    exchange.fail(503, why, termination);
  }

  // Events of the connection

  @Override
  public void received(Connection from) {
    ResponseSide response = exchange.response();
    if (response != null) {
      response.received();
    }
  }

  @Override
  public void forwarded(Connection from) {
    ResponseSide response = exchange.response();
    if (response != null) {
      response.forwarded();
    }
  }

  @Override
  public void drained(Connection to) {
    exchange.request().drained();
  }

  @Override
  public void ended(Connection from) {
    ResponseSide response = exchange.response();
    if (response != null && response.begun()) {
      keeps = false;
      response.ended();
    } else if (!exchange.finished()) {
      gone(from, null);
    }
  }

  @Override
  public void closed(Connection from, @Nullable IOException cause) {
    connection = null;
    ResponseSide response = exchange.response();
    if (exchange.finished()) {
      return;
    }
    if (response != null && response.cut()) {
      return;
    }
    gone(from, cause);
  }

  /** Before a response; a connection that was used before may have ended just as it was taken. */
  private void gone(Connection from, @Nullable IOException cause) {
    boolean untouched = reused && !retried && from.bytesReceived() == receivedBefore;
    drop();
    if (untouched && exchange.request().repeatable()) {
      retried = true;
      target = null;
      exchange.again();
      attempts.again();
      return;
    }
    String why = cause == null ? "the server closed the connection" : cause.getMessage();
    exchange.fail(502, String.valueOf(why), new Termination('S', 'H'));
  }

  // The end

  /** To the pool, if nothing is under way on the connection. */
  void giveBack() {
    Connection last = connection;
    LiveServer from = target;
    if (last == null || from == null) {
      return;
    }
    connection = null;
    boolean clean =
        keeps
            && from.emitters().isEmpty()
            && exchange.request().sent()
            && !last.unsent()
            && last.available() == 0;
    if (clean) {
      pool().keep(from, last);
    } else {
      last.handler(IGNORED);
      last.close();
    }
  }

  /** Breaks the connection off, if there is one. */
  void drop() {
    Connection last = connection;
    if (last != null) {
      connection = null;
      last.handler(IGNORED);
      last.reset();
    }
  }

  /** The connection is somebody else's now. */
  void forget() {
    connection = null;
  }

  /** Stops trying; the request no longer counts for its server. */
  void release() {
    attempts.cancel();
  }

  private static final ConnectionHandler IGNORED =
      new ConnectionHandler() {
        @Override
        public void received(Connection from) {
          from.consume(from.available());
        }

        @Override
        public void forwarded(Connection from) {
          received(from);
        }

        @Override
        public void ended(Connection from) {}

        @Override
        public void closed(Connection from, @Nullable IOException cause) {}
      };
}
