package dev.sluice.runtime.session;

import dev.sluice.api.Need;
import dev.sluice.api.proxyprotocol.ProxyHeader;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionView;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.Connecting;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.frontend.Inspector;
import dev.sluice.runtime.frontend.Route;
import dev.sluice.runtime.net.Connection;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one session: what extensions see of it while it lasts, its times, and what is
 * left of it for the log. Confined to the session's loop.
 *
 * <p>As HAProxy has it, the times follow on one another: until the last server was picked, from
 * there until it was connected to, and the rest. So the time that went to a server that was given
 * up for another one is part of the first, and the pauses and further attempts at the same server
 * are part of the second.
 */
final class SessionFacts implements SessionView {

  private final Frontend frontend;
  private final Inspector inspector;
  private final long accepted = System.currentTimeMillis();
  private final long start;
  private long picked;
  private long connected;
  private boolean hasPicked;
  private boolean hasConnected;
  private SessionClient client;
  private @Nullable Route route;
  private @Nullable LiveServer belongsTo;
  private @Nullable String host;
  private String reason = "";

  /**
   * Of a session that has just begun.
   *
   * @param inspector what its client says, as it comes
   */
  SessionFacts(long id, Connection connection, Frontend frontend, Inspector inspector) {
    this.frontend = frontend;
    this.inspector = inspector;
    this.client = new SessionClient(id, connection, frontend.name(), null);
    this.start = connection.loop().nanoTime();
  }

  // What becomes known

  /** For whom the client connects. */
  void told(ProxyHeader header) {
    client = new SessionClient(client.session(), client.connection(), frontend.name(), header);
  }

  /** The server that a rule of the backend names; null if none does. */
  void belongsTo(@Nullable LiveServer named) {
    belongsTo = named;
  }

  /** Where the session goes. */
  void routed(Route found) {
    route = found;
    host = hostSeen();
  }

  /** A server was picked, for the first time or in place of another one. */
  void picked() {
    picked = now();
    hasPicked = true;
  }

  void connected() {
    connected = now();
    hasConnected = true;
  }

  /** Why it ends early, for the log. */
  void why(String text) {
    reason = text;
  }

  private long now() {
    return client.connection().loop().nanoTime();
  }

  // What is asked

  Frontend frontend() {
    return frontend;
  }

  Inspector inspector() {
    return inspector;
  }

  /**
   * Where it goes.
   *
   * @throws IllegalStateException if that is not known yet
   */
  Route requireRoute() {
    Route found = route;
    if (found == null) {
      throw new IllegalStateException("the session has no route yet");
    }
    return found;
  }

  @Nullable LiveServer belongsTo() {
    return belongsTo;
  }

  @Override
  public long id() {
    return client.session();
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

  private boolean isNeeded(Need need) {
    Route found = route;
    return found != null && found.backend().needs().contains(need);
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

  // The end

  /**
   * What is left of it now that it ends.
   *
   * @param attempts to get a server; null if there were none
   * @param bytesFromClient without a PROXY header
   */
  EndedSession ended(Termination termination, @Nullable Connecting attempts, long bytesFromClient) {
    Route found = route;
    Backend backend = attempts == null || found == null ? null : found.backend();
    LiveServer server = attempts == null ? null : attempts.server();
    return new EndedSession(
        id(),
        client,
        Instant.ofEpochMilli(accepted),
        frontend.generation(),
        found == null ? null : found.backend().name(),
        server == null ? null : server.name(),
        found == null ? null : found.name(),
        found == null ? hostSeen() : host,
        hasPicked ? Duration.ofNanos(picked - start) : null,
        hasConnected ? Duration.ofNanos(connected - picked) : null,
        Duration.ofNanos(now() - start),
        bytesFromClient,
        client.connection().bytesSent(),
        termination,
        frontend.admission().process().sessions(),
        frontend.gate().sessions(),
        backend == null ? 0 : backend.state().sessions(),
        server == null ? 0 : server.sessions(),
        attempts == null ? 0 : attempts.retries(),
        attempts != null && attempts.redispatched(),
        attempts == null ? 0 : attempts.serverQueue(),
        attempts == null ? 0 : attempts.backendQueue(),
        EndedSession.why(found, reason, frontend),
        null);
  }
}
