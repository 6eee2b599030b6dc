package dev.sluice.runtime.session;

import dev.sluice.api.session.Termination;
import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.Connecting;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.net.Connection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of a session whose bytes are relayed: gets it connected to a server of its
 * backend, has emitters tell that server what they will, and starts the relay. Confined to the
 * session's loop.
 *
 * <p>It hears of the relay's end itself, so that an idle session keeps no object just for that.
 */
final class ServerSide implements Connecting.Outcome, Consumer<Termination> {

  private static final Termination SERVER_DOWN = new Termination('D', 'D');

  private final Session session;
  private final Connecting attempts;
  private @Nullable Relay relay;

  /** Of a session that has its route. */
  ServerSide(Session session) {
    this.session = session;
    this.attempts =
        new Connecting(
            session.facts().requireRoute().backend(),
            session.facts(),
            session.connection().loop(),
            this);
  }

  /** Gets a server of the backend. */
  void start() {
    backend().state().enter();
    attempts.start();
  }

  private Backend backend() {
    return session.facts().requireRoute().backend();
  }

  /** What was tried to get a server. */
  Connecting attempts() {
    return attempts;
  }

  /** The session ends: what it has of the backend is given back. */
  void leave() {
    attempts.cancel();
    backend().state().leave();
  }

  @Override
  public @Nullable LiveServer belongsTo() {
    return session.facts().belongsTo();
  }

  @Override
  public void picked() {
    session.facts().picked();
  }

  @Override
  public ByteBuffer opening(LiveServer picked) {
    Connection client = session.connection();
    // What emitters write comes before the client's bytes.
    return picked.emitters().isEmpty() && !session.reception().suspect(client)
        ? client.received()
        : ByteBuffer.allocate(0);
  }

  @Override
  public void connected(Connection server, LiveServer picked, int opened) {
    session.facts().connected();
    session.connection().consume(opened);
    try {
      for (var emitter : picked.emitters()) {
        server.write(ByteBuffer.wrap(emitter.bytes(session.facts())));
      }
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      PluginFaults.emitter(picked, e);
      server.handler(session);
      server.reset();
      // Its slot must not wait until the client has taken its answer.
      attempts.cancel();
      failed(new Termination('I', 'C'), "emitter failed");
      return;
    }
    relay(server);
  }

  @Override
  public void failed(Termination termination, String why) {
    session.refuse(SessionRefusal.unavailable(session.facts(), termination, why));
  }

  private void relay(Connection server) {
    Frontend frontend = session.frontend();
    Connection client = session.connection();
    Duration tunnel = frontend.tunnel();
    Duration clientIdle = tunnel == null ? frontend.clientIdle() : tunnel;
    Duration serverIdle = tunnel == null ? backend().serverIdle() : tunnel;
    Relay both =
        new Relay(
            new Relay.Side(client, clientIdle, frontend.clientFin()),
            new Relay.Side(server, serverIdle, backend().serverFin()),
            this);
    relay = both;
    if (session.reception().suspect(client)) {
      both.hold(new FirstBytes(client, session.reception(), frontend.inspect(), this::refuse));
    }
    session.relay(both);
  }

  /** The client has begun as it must not, or may have; the server got nothing of that. */
  private void refuse(SessionRefusal refusal) {
    session.facts().why(refusal.why());
    cut(refusal.termination());
  }

  /** The relay is over. */
  @Override
  public void accept(Termination termination) {
    session.leave(termination);
  }

  /** Cuts the relay; false if there is none yet. */
  boolean cut(Termination reason) {
    Relay both = relay;
    if (both == null) {
      return false;
    }
    both.cut(reason);
    return true;
  }

  /** Cuts the relay if it is with a server that went down. */
  void serverDown(ServerState down) {
    LiveServer picked = attempts.server();
    if (picked != null && picked.state() == down) {
      cut(SERVER_DOWN);
    }
  }

  /** How far it has come before the relay, as the second letter of a termination. */
  char phase() {
    return attempts.queued() ? 'Q' : 'C';
  }
}
