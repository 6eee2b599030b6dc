package dev.sluice.runtime.session;

import dev.sluice.api.Verdict;
import dev.sluice.api.proxyprotocol.ProxyHeader;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.backend.Connecting;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.config.model.addresses.AcceptProxy;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.frontend.Inspector;
import dev.sluice.runtime.frontend.Route;
import dev.sluice.runtime.frontend.RouteTable.Found;
import dev.sluice.runtime.frontend.RouteTable.None;
import dev.sluice.runtime.frontend.RouteTable.Pending;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One client connection and the server connection it gets. Its life is one straight path, a method
 * a step, each calling the next:
 *
 * <pre>{@code
 * admit -> inspect   -> route -> connect  -> relay -> finish
 *          RouteChoice           ServerSide  Relay
 * }</pre>
 *
 * <p>{@link SessionFacts} keeps what is known of it. Whatever ends it early goes to {@link #refuse}
 * or {@link #finish} with a {@link Termination}; finish runs once. A session is confined to its
 * connection's loop. It keeps the frontend, and with it the generation of the configuration, that
 * it was opened under.
 */
public final class Session implements ConnectionHandler {

  private static final AtomicLong IDS = new AtomicLong();

  private enum Step {
    WAIT,
    HEADER,
    ADMIT,
    INSPECT,
    ROUTE,
    CONNECT,
    RELAY,
    TARPIT,
    REFUSED,
    FINISHED
  }

  private final Connection connection;
  private final Frontend frontend;
  private final LoopSessions siblings;
  private final ProxyReception reception;
  private final Inspector inspector = new Inspector();
  private final SessionFacts facts;
  private final FilterChain filters;
  private final Timer timer;

  // Of LoopSessions.
  @Nullable Session previous;
  @Nullable Session next;

  private Step step = Step.WAIT;
  private boolean counted;
  private boolean clientEnded;
  private boolean handedOver;
  private boolean draining;
  private @Nullable ServerSide server;
  private @Nullable TakenOver takenOver;
  private @Nullable Tarpit tarpit;

  /**
   * A session that begins with {@link #enter}.
   *
   * @param frontend whose lifetime the session has entered; it leaves it at the end
   * @param siblings the sessions of the connection's loop
   * @param acceptProxy who must send a PROXY header; null if nobody is asked about one
   */
  public Session(
      Connection connection,
      Frontend frontend,
      LoopSessions siblings,
      @Nullable AcceptProxy acceptProxy) {
    this.connection = connection;
    this.frontend = frontend;
    this.siblings = siblings;
    this.reception = ProxyReception.of(connection, acceptProxy);
    this.facts = new SessionFacts(nextId(), connection, frontend, inspector);
    this.filters = new FilterChain(frontend.filters(), new Guard(connection), this::filterFailed);
    this.timer = connection.loop().timer(this::timedOut);
  }

  /** A number that no other session, or request of one, has. */
  public static long nextId() {
    return IDS.incrementAndGet();
  }

  /** Takes the path, as soon as {@code maxconn} lets it. */
  public void enter() {
    siblings.add(this);
    connection.handler(this);
    if (frontend.admission().enter(frontend.gate(), connection.loop(), this::admit)) {
      admit();
    } else {
      connection.pause();
    }
  }

  /** Who must say for whom it connects says that first. */
  private void admit() {
    counted = true;
    if (step == Step.FINISHED) {
      // The client left while it waited for this slot.
      frontend.admission().leave(frontend.gate());
      return;
    }
    timer.start(frontend.inspect().toNanos());
    if (reception.required()) {
      step = Step.HEADER;
      connection.resume();
      readHeader();
    } else {
      askFilters();
    }
  }

  private void readHeader() {
    ProxyHeader header = reception.read(connection);
    String fault = reception.fault();
    if (header != null) {
      facts.told(header);
      timer.start(frontend.inspect().toNanos());
      askFilters();
    } else if (fault != null) {
      refuse(SessionRefusal.badHeader(fault));
    } else if (clientEnded) {
      refuse(SessionRefusal.NO_HEADER_AT_ALL);
    }
  }

  /** Filters decide by the client alone; until they have, nothing of it is read. */
  private void askFilters() {
    step = Step.ADMIT;
    filters.onAccept(facts.client(), this::inspect, verdict -> deny(Step.ADMIT, verdict));
    if (step == Step.ADMIT) {
      connection.pause();
    }
  }

  /** Reads until the routes can decide. */
  private void inspect() {
    if (step != Step.ADMIT) {
      return;
    }
    step = Step.INSPECT;
    if (frontend.http() != null) {
      handOver();
      return;
    }
    connection.resume();
    if (clientEnded) {
      // While a filter was asked.
      inspector.end();
    }
    decide();
  }

  /** In HTTP mode not bytes but requests are routed. */
  private void handOver() {
    timer.cancel();
    handedOver = true;
    TakenOver other = siblings.takeover().begin(this, connection, clientEnded);
    takenOver = other;
    if (draining) {
      other.drain();
    }
  }

  private void decide() {
    if (refusesHeader()) {
      return;
    }
    try {
      inspector.see(connection.received());
      switch (RouteChoice.decide(facts)) {
        case Pending _ -> {}
        case Found(Route found) -> route(found);
        case None _ -> refuse(SessionRefusal.unrouted(facts, clientEnded));
        case null -> refuse(SessionRefusal.MATCHER_FAILED);
      }
    } finally {
      // The view ends with this call, whatever was decided.
      inspector.release();
    }
  }

  /** Filters decide once more, now that it is known where the session goes. */
  private void route(Route found) {
    step = Step.ROUTE;
    facts.routed(found);
    if (!timer.started()) {
      // The inspect timeout is what led here; filters get the same time again, not for ever.
      timer.start(frontend.inspect().toNanos());
    }
    filters.onRoute(facts, this::connect, verdict -> deny(Step.ROUTE, verdict));
  }

  /** Gets a server of the backend. */
  private void connect() {
    if (step == Step.ROUTE) {
      step = Step.CONNECT;
      timer.cancel();
      ServerSide side = new ServerSide(this);
      server = side;
      side.start();
    }
  }

  /** Both ways until both have ended. */
  void relay(Relay both) {
    step = Step.RELAY;
    inspector.forget();
    both.start(clientEnded);
  }

  /** Everything is given back, and one line is logged. */
  private void finish(Termination termination) {
    if (step == Step.FINISHED) {
      return;
    }
    step = Step.FINISHED;
    siblings.remove(this);
    timer.cancel();
    connection.close();
    ServerSide side = server;
    if (side != null) {
      side.leave();
    }
    try {
      // As in HAProxy: the log's counts of frontend and process still have it, the others do not.
      record(termination, side == null ? null : side.attempts());
    } finally {
      leaveTarpit();
      if (counted) {
        frontend.admission().leave(frontend.gate());
      }
      frontend.lifetime().leave();
    }
  }

  private void record(Termination termination, @Nullable Connecting attempts) {
    boolean logged =
        !handedOver && !frontend.logs().isEmpty() && (frontend.logNull() || bytesFromClient() > 0);
    if (counted && (logged || !frontend.filters().isEmpty())) {
      EndedSession ended = facts.ended(termination, attempts, bytesFromClient());
      filters.onClose(ended);
      if (logged) {
        SessionLog.write(frontend, ended);
      }
    }
  }

  // Early ends

  private void deny(Step asked, Verdict verdict) {
    if (step != asked) {
      return;
    }
    if (verdict.hold().isZero() || !Tarpit.enter(frontend)) {
      refuse(SessionRefusal.denied(facts, verdict));
      return;
    }
    step = Step.TARPIT;
    filters.stop();
    timer.cancel();
    Tarpit waiting =
        new Tarpit(
            connection, frontend, this, () -> refuse(SessionRefusal.tarpitted(facts, verdict)));
    tarpit = waiting;
    waiting.hold(verdict.hold(), clientEnded);
  }

  private void leaveTarpit() {
    Tarpit waiting = tarpit;
    if (waiting != null) {
      waiting.leave();
    }
  }

  private void filterFailed() {
    if (step == Step.ADMIT || step == Step.ROUTE) {
      refuse(SessionRefusal.FILTER_FAILED);
    }
  }

  /** Whether it was refused for a PROXY header that nobody has asked for. */
  private boolean refusesHeader() {
    boolean unasked = reception.unasked(connection);
    if (unasked) {
      refuse(SessionRefusal.UNASKED_HEADER);
    }
    return unasked;
  }

  private void timedOut() {
    if (step == Step.INSPECT) {
      inspector.end();
      decide();
    } else {
      refuse(
          step == Step.HEADER ? SessionRefusal.NO_HEADER_IN_TIME : SessionRefusal.FILTER_TIMED_OUT);
    }
  }

  /** Tells the client why, if it would understand. */
  void refuse(SessionRefusal refusal) {
    facts.why(refusal.why());
    filters.stop();
    leaveTarpit();
    ByteBuffer answer = refusal.answer();
    if (answer == null) {
      finish(refusal.termination());
      return;
    }
    step = Step.REFUSED;
    timer.cancel();
    new Farewell(connection, frontend.clientIdle(), () -> finish(refusal.termination()))
        .say(answer, clientEnded);
  }

  /** Ends the session as soon as nothing is under way, if that can be told. */
  void drain() {
    draining = true;
    TakenOver other = takenOver;
    if (other != null) {
      other.drain();
    }
  }

  /** Ends the session at once, whatever it is doing. */
  void kill() {
    TakenOver other = takenOver;
    ServerSide side = server;
    if (other != null) {
      other.kill();
    } else if (side == null || !side.cut(new Termination('K', 'D'))) {
      finish(new Termination('K', phase()));
    }
  }

  /** Ends the session if it is with a server that went down and whose sessions are to end. */
  void serverDown(ServerState down) {
    TakenOver other = takenOver;
    ServerSide side = server;
    if (other != null) {
      other.serverDown(down);
    } else if (side != null) {
      side.serverDown(down);
    }
  }

  /** How far it has come before the relay, as the second letter of a termination. */
  private char phase() {
    ServerSide side = server;
    if (step == Step.CONNECT && side != null) {
      return side.phase();
    }
    return step == Step.TARPIT ? 'T' : 'R';
  }

  // Events of the client's connection before anything has taken it over

  @Override
  public void received(Connection from) {
    switch (step) {
      case HEADER -> readHeader();
      case INSPECT -> decide();
      case ROUTE, CONNECT -> refusesHeader();
      default -> {}
    }
  }

  @Override
  public void ended(Connection from) {
    clientEnded = true;
    if (step == Step.HEADER) {
      readHeader();
    } else if (step == Step.INSPECT) {
      inspector.end();
      decide();
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // connections have no other identity
  public void closed(Connection from, @Nullable IOException cause) {
    if (from == connection) {
      finish(step == Step.TARPIT ? SessionRefusal.TARPITTED : new Termination('C', phase()));
    }
  }

  // What is asked of it

  /** The frontend it was opened under. */
  public Frontend frontend() {
    return frontend;
  }

  /** Its client, as extensions see it. */
  public Client client() {
    return facts.client();
  }

  /** How many bytes the client has sent, without a PROXY header. */
  public long bytesFromClient() {
    return connection.bytesReceived() - reception.length();
  }

  /**
   * For the log, that the client's first bytes are a PROXY header which it must not send; null if
   * they are not, as far as is known. Asked before anything of the client is consumed.
   */
  public @Nullable String unaskedHeader() {
    return reception.unasked(connection) ? SessionRefusal.UNASKED_HEADER.why() : null;
  }

  /** What took the session over is done with it. */
  public void leave(Termination termination) {
    finish(termination);
  }

  SessionFacts facts() {
    return facts;
  }

  Connection connection() {
    return connection;
  }

  ProxyReception reception() {
    return reception;
  }
}
