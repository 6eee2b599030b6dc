package dev.sluice.runtime.session;

import dev.sluice.api.Need;
import dev.sluice.api.Verdict;
import dev.sluice.api.proxyprotocol.ProxyHeader;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Beginning;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionView;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.Connecting;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.backend.UseServer;
import dev.sluice.runtime.config.model.addresses.AcceptProxy;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.frontend.Answers;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.frontend.Inspector;
import dev.sluice.runtime.frontend.Route;
import dev.sluice.runtime.frontend.RouteTable.Decision;
import dev.sluice.runtime.frontend.RouteTable.Found;
import dev.sluice.runtime.frontend.RouteTable.None;
import dev.sluice.runtime.frontend.RouteTable.Pending;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One client connection and the server connection it gets. Its life is one straight path, a method
 * a step, each calling the next:
 *
 * <pre>{@code admit -> inspect -> route -> connect -> relay -> finish}</pre>
 *
 * <p>Whatever ends it early goes to {@link #refuse} or {@link #finish} with a {@link Termination};
 * finish runs once. A session is confined to its connection's loop. It keeps the frontend, and with
 * it the generation of the configuration, that it was opened under.
 */
public final class Session implements SessionView, ConnectionHandler, Connecting.Outcome {

  private static final AtomicLong IDS = new AtomicLong();

  /** An extension has failed before it was known where the session goes, or may go. */
  private static final Termination FAULT = new Termination('I', 'R');

  private static final Termination TARPITTED = new Termination('P', 'T');

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

  private final long id = nextId();
  private final Connection connection;
  private final Frontend frontend;
  private final LoopSessions siblings;
  private final @Nullable ProxyReception reception;
  private final Inspector inspector = new Inspector();
  private final FilterChain filters;
  private final Timer timer;
  private final Clock clock;

  // Of LoopSessions.
  @Nullable Session previous;
  @Nullable Session next;

  private SessionClient client;
  private Step step = Step.WAIT;
  private boolean counted;
  private boolean clientEnded;
  private @Nullable Route route;
  private @Nullable LiveServer belongsTo;
  private @Nullable Connecting connecting;
  private @Nullable Relay relay;
  private @Nullable TakenOver takenOver;
  private boolean handedOver;
  private boolean draining;
  private @Nullable Verdict held;
  private @Nullable String host;
  private String reason = "";

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
    Loop loop = connection.loop();
    this.connection = connection;
    this.frontend = frontend;
    this.siblings = siblings;
    this.client = new SessionClient(id, connection, frontend.name(), null);
    this.reception =
        acceptProxy == null
            ? null
            : new ProxyReception(connection, acceptProxy.requires(connection.remoteAddress()));
    this.filters = new FilterChain(frontend.filters(), new Guard(connection), this::filterFailed);
    this.timer = loop.timer(this::timedOut);
    this.clock = new Clock(loop);
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
    ProxyReception first = reception;
    if (first != null && first.required()) {
      step = Step.HEADER;
      connection.resume();
      readHeader(first);
    } else {
      askFilters();
    }
  }

  private void readHeader(ProxyReception first) {
    ProxyHeader header = first.read();
    String fault = first.fault();
    if (header != null) {
      client = new SessionClient(id, connection, frontend.name(), header);
      timer.start(frontend.inspect().toNanos());
      askFilters();
    } else if (fault != null) {
      refuse(new Termination('P', 'R'), fault, null);
    } else if (clientEnded) {
      refuse(new Termination('C', 'R'), ProxyReception.missing("client left"), null);
    }
  }

  /** Filters decide by the client alone; until they have, nothing of it is read. */
  private void askFilters() {
    step = Step.ADMIT;
    filters.onAccept(client, this::inspect, verdict -> deny(Step.ADMIT, verdict));
    if (step == Step.ADMIT) {
      connection.pause();
    }
  }

  /** Reads until the routes can decide. */
  private void inspect() {
    if (step == Step.ADMIT) {
      step = Step.INSPECT;
      if (frontend.http() != null) {
        timer.cancel();
        handedOver = true;
        TakenOver other = siblings.takeover().begin(this, connection, clientEnded);
        takenOver = other;
        if (draining) {
          other.drain();
        }
        return;
      }
      connection.resume();
      if (clientEnded) {
        // While a filter was asked.
        inspector.end();
      }
      decide();
    }
  }

  private void decide() {
    if (refusesHeader()) {
      return;
    }
    try {
      inspector.see(connection.received());
      decideBySeen();
    } finally {
      // The view ends with this call, whatever was decided.
      inspector.release();
    }
  }

  private void decideBySeen() {
    Decision decision;
    UseServer.@Nullable Outcome rule = null;
    try {
      decision = frontend.routes().decide(client, inspector);
      if (decision instanceof Found(Route(var _, var _, Backend backend))) {
        rule = backend.useServer(client, inspector);
      }
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      PluginFaults.matcher(frontend.name(), e);
      refuse(FAULT, "matcher failed", null);
      return;
    }
    switch (decision) {
      case Pending _ -> {}
      case Found(Route found) -> {
        // What chooses the server, or tells it something, may need more bytes than the route did.
        if (!(rule instanceof UseServer.Pending) && !awaits(found)) {
          belongsTo = rule instanceof UseServer.Named(LiveServer named) ? named : null;
          route(found);
        }
      }
      case None none -> refuseUnrouted();
    }
  }

  @Override
  public @Nullable LiveServer belongsTo() {
    return belongsTo;
  }

  /** Whether what a balancer or an emitter would like to see may yet come. */
  private boolean awaits(Route found) {
    Set<Need> needs = found.backend().needs();
    return !needs.isEmpty()
        && ((needs.contains(Need.CLIENT_HELLO) && inspector.tls() == Inspection.PENDING)
            || (needs.contains(Need.REQUEST_HEAD) && inspector.http() == Inspection.PENDING));
  }

  private boolean isNeeded(Need need) {
    Route found = route;
    return found != null && found.backend().needs().contains(need);
  }

  /** Filters decide once more, now that it is known where the session goes. */
  private void route(Route found) {
    step = Step.ROUTE;
    route = found;
    host = hostSeen();
    if (!timer.started()) {
      // The inspect timeout is what led here; filters get the same time again, not for ever.
      timer.start(frontend.inspect().toNanos());
    }
    filters.onRoute(this, () -> connect(found), verdict -> deny(Step.ROUTE, verdict));
  }

  /** Gets a server of the backend. */
  private void connect(Route found) {
    if (step == Step.ROUTE) {
      step = Step.CONNECT;
      timer.cancel();
      found.backend().state().enter();
      Connecting attempts = new Connecting(found.backend(), this, connection.loop(), this);
      connecting = attempts;
      attempts.start();
    }
  }

  @Override
  public ByteBuffer opening(LiveServer picked) {
    // What emitters write comes before the client's bytes.
    return picked.emitters().isEmpty() && !holdsFirstBytes()
        ? connection.received()
        : ByteBuffer.allocate(0);
  }

  @Override
  public void picked() {
    clock.picked();
  }

  @Override
  public void connected(Connection serverConnection, LiveServer picked, int opened) {
    clock.connected();
    connection.consume(opened);
    try {
      for (var emitter : picked.emitters()) {
        serverConnection.write(ByteBuffer.wrap(emitter.bytes(this)));
      }
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      PluginFaults.emitter(picked, e);
      serverConnection.handler(this);
      serverConnection.reset();
      // Its slot must not wait until the client has taken its answer.
      Objects.requireNonNull(connecting).cancel();
      refuse(new Termination('I', 'C'), "emitter failed", Answers.unavailable(inspector, id));
      return;
    }
    relay(requireRoute().backend(), serverConnection);
  }

  @Override
  public void failed(Termination termination, String why) {
    refuse(termination, why, Answers.unavailable(inspector, id));
  }

  /** Both ways until both have ended. */
  private void relay(Backend backend, Connection serverConnection) {
    step = Step.RELAY;
    Duration tunnel = frontend.tunnel();
    Duration clientIdle = tunnel == null ? frontend.clientIdle() : tunnel;
    Duration serverIdle = tunnel == null ? backend.serverIdle() : tunnel;
    Relay both =
        new Relay(
            new Relay.Side(connection, clientIdle, frontend.clientFin()),
            new Relay.Side(serverConnection, serverIdle, backend.serverFin()),
            this::finish);
    relay = both;
    ProxyReception first = reception;
    if (first != null && holdsFirstBytes()) {
      both.hold(
          new FirstBytes(
              connection,
              first,
              frontend.inspect(),
              (termination, why) -> {
                reason = why;
                both.cut(termination);
              }));
    }
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
    Connecting attempts = connecting;
    if (attempts != null) {
      attempts.cancel();
      requireRoute().backend().state().leave();
    }
    try {
      // As in HAProxy: the log's counts of frontend and process still have it, the others do not.
      record(termination, attempts);
    } finally {
      letGo();
      if (counted) {
        frontend.admission().leave(frontend.gate());
      }
      frontend.lifetime().leave();
    }
  }

  private void record(Termination termination, @Nullable Connecting attempts) {
    boolean logged =
        !handedOver && !frontend.logs().isEmpty() && (frontend.logNull() || bytesFromClient() > 0);
    if (!counted || (!logged && frontend.filters().isEmpty())) {
      return;
    }
    Route found = route;
    Backend backend = attempts == null || found == null ? null : found.backend();
    LiveServer picked = attempts == null ? null : attempts.server();
    EndedSession ended =
        new EndedSession(
            id,
            client,
            clock.accepted(),
            frontend.generation(),
            found == null ? null : found.backend().name(),
            picked == null ? null : picked.name(),
            found == null ? null : found.name(),
            found == null ? hostSeen() : host,
            clock.queueTime(),
            clock.connectTime(),
            clock.total(),
            bytesFromClient(),
            connection.bytesSent(),
            termination,
            frontend.admission().process().sessions(),
            frontend.gate().sessions(),
            backend == null ? 0 : backend.state().sessions(),
            picked == null ? 0 : picked.sessions(),
            attempts == null ? 0 : attempts.retries(),
            attempts != null && attempts.redispatched(),
            attempts == null ? 0 : attempts.serverQueue(),
            attempts == null ? 0 : attempts.backendQueue(),
            why(),
            null);
    filters.onClose(ended);
    if (logged) {
      SessionLog.write(frontend, ended);
    }
  }

  /**
   * Where the session went and by which rule, or why it went nowhere, and under which generation.
   */
  private String why() {
    Route found = route;
    String verdict = found == null ? reason : found.shortForm();
    String failure = found == null || reason.isEmpty() ? "" : " " + reason;
    return verdict + "@gen" + frontend.generation() + failure;
  }

  // Early ends

  private void deny(Step asked, Verdict verdict) {
    if (step != asked) {
      return;
    }
    if (verdict.hold().isZero() || !frontend.admission().hold(frontend.gate())) {
      tell(new Termination('P', 'R'), verdict);
      return;
    }
    held = verdict;
    step = Step.TARPIT;
    filters.stop();
    timer.start(verdict.hold().toNanos());
    if (clientEnded) {
      tell(TARPITTED, verdict);
    } else {
      // Or its end would not be seen.
      connection.resume();
      throwAway();
    }
  }

  private void tell(Termination termination, Verdict verdict) {
    String denial = String.valueOf(verdict.reason());
    refuse(termination, denial, Answers.denied(frontend.routes(), inspector, verdict, id));
  }

  /** What a client sends that is left waiting; but a flood is left to its kernel. */
  private void throwAway() {
    connection.consume(connection.available());
    if (connection.bytesReceived() > Connection.WINDOW) {
      connection.pause();
    }
  }

  /** Gives back the place among those that are left waiting. */
  private void letGo() {
    if (held != null) {
      held = null;
      frontend.admission().letGo(frontend.gate());
    }
  }

  private void filterFailed() {
    if (step == Step.ADMIT || step == Step.ROUTE) {
      refuse(FAULT, "filter failed", null);
    }
  }

  /** Whether it was refused for a PROXY header that nobody has asked for. */
  private boolean refusesHeader() {
    String why = unaskedHeader();
    if (why != null) {
      refuse(new Termination('P', 'R'), why, null);
    }
    return why != null;
  }

  /**
   * For the log, that the client's first bytes are a PROXY header which it must not send; null if
   * they are not, as far as is known. Asked before anything of the client is consumed.
   */
  public @Nullable String unaskedHeader() {
    ProxyReception first = reception;
    return first != null && first.beginning() == Beginning.HEADER ? ProxyReception.UNASKED : null;
  }

  /** Whether what the client has sent may yet become a header that it must not send. */
  private boolean holdsFirstBytes() {
    ProxyReception first = reception;
    return first != null && first.beginning() != Beginning.OTHER;
  }

  private void refuseUnrouted() {
    boolean tls = frontend.routes().inspectsTls();
    Inspection seen = tls ? inspector.tls() : inspector.http();
    boolean cutShort = seen == Inspection.TIMEOUT && frontend.routes().inspects();
    char cause = !cutShort ? 'P' : clientEnded ? 'C' : 'c';
    String why =
        switch (seen) {
          case OTHER -> tls ? "not-tls" : "not-http";
          case MALFORMED -> "malformed";
          case TOO_LARGE -> "too-large";
          case TIMEOUT -> "timeout";
          default -> "no-route";
        };
    // Who hangs up in the middle of a request does not wait for an answer.
    boolean gone = cutShort && clientEnded;
    ByteBuffer answer = gone ? null : Answers.refused(frontend.routes(), inspector, id);
    refuse(new Termination(cause, 'R'), why, answer);
  }

  /** Tells the client why, if it would understand. */
  private void refuse(Termination termination, String why, @Nullable ByteBuffer answer) {
    reason = why;
    filters.stop();
    letGo();
    if (answer == null) {
      finish(termination);
      return;
    }
    step = Step.REFUSED;
    timer.cancel();
    new Farewell(connection, frontend.clientIdle(), () -> finish(termination))
        .say(answer, clientEnded);
  }

  /** What took the session over is done with it. */
  public void leave(Termination termination) {
    finish(termination);
  }

  /** How many bytes the client has sent, without a PROXY header. */
  public long bytesFromClient() {
    ProxyReception first = reception;
    return connection.bytesReceived() - (first == null ? 0 : first.length());
  }

  /** The frontend it was opened under. */
  public Frontend frontend() {
    return frontend;
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
    if (other != null) {
      other.kill();
      return;
    }
    Relay both = relay;
    if (both != null) {
      both.kill();
    } else {
      finish(new Termination('K', phase()));
    }
  }

  /** How far it has come before the relay, as the second letter of a termination. */
  private char phase() {
    Connecting attempts = connecting;
    if (step != Step.CONNECT || attempts == null) {
      return step == Step.TARPIT ? 'T' : 'R';
    }
    return attempts.queued() ? 'Q' : 'C';
  }

  /** Ends the session if it is with a server that went down and whose sessions are to end. */
  void serverDown(ServerState down) {
    TakenOver other = takenOver;
    if (other != null) {
      other.serverDown(down);
      return;
    }
    Relay both = relay;
    Connecting attempts = connecting;
    LiveServer picked = attempts == null ? null : attempts.server();
    if (both != null && picked != null && picked.state() == down) {
      both.cut(new Termination('D', 'D'));
    }
  }

  private void timedOut() {
    Verdict verdict = held;
    if (verdict != null) {
      tell(TARPITTED, verdict);
    } else if (step == Step.INSPECT) {
      inspector.end();
      decide();
    } else if (step == Step.HEADER) {
      refuse(new Termination('c', 'R'), ProxyReception.missing("timeout"), null);
    } else {
      refuse(new Termination('P', 'R'), "filter timed out", null);
    }
  }

  // Events of the client's connection before the relay has taken it over

  @Override
  public void received(Connection from) {
    ProxyReception first = reception;
    if (step == Step.INSPECT) {
      decide();
    } else if (step == Step.TARPIT) {
      throwAway();
    } else if (step == Step.HEADER && first != null) {
      readHeader(first);
    } else if (step == Step.ROUTE || step == Step.CONNECT) {
      refusesHeader();
    }
  }

  @Override
  public void ended(Connection from) {
    clientEnded = true;
    Verdict verdict = held;
    ProxyReception first = reception;
    if (verdict != null) {
      // As in HAProxy: who does not wait is not kept.
      tell(TARPITTED, verdict);
    } else if (step == Step.INSPECT) {
      inspector.end();
      decide();
    } else if (step == Step.HEADER && first != null) {
      readHeader(first);
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // connections have no other identity
  public void closed(Connection from, @Nullable IOException cause) {
    if (from == connection) {
      finish(held != null ? TARPITTED : new Termination('C', phase()));
    }
  }

  // What extensions see

  @Override
  public long id() {
    return id;
  }

  @Override
  public Client client() {
    return client;
  }

  @Override
  public @Nullable ClientHello clientHello() {
    boolean read = frontend.routes().inspectsTls() || isNeeded(Need.CLIENT_HELLO);
    return read ? inspector.clientHello() : null;
  }

  @Override
  public @Nullable RequestHead requestHead() {
    boolean read = frontend.routes().inspectsHttp() || isNeeded(Need.REQUEST_HEAD);
    return read ? inspector.requestHead() : null;
  }

  @Override
  public String backend() {
    return requireRoute().backend().name();
  }

  @Override
  public @Nullable String route() {
    return requireRoute().name();
  }

  private @Nullable String hostSeen() {
    ClientHello hello = clientHello();
    if (hello != null) {
      return hello.serverName();
    }
    RequestHead head = requestHead();
    return head == null ? null : head.host();
  }

  private Route requireRoute() {
    Route found = route;
    if (found == null) {
      throw new IllegalStateException("the session has no route yet");
    }
    return found;
  }
}
