package dev.sluice.runtime.exchange;

import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.RequestRecord;
import dev.sluice.api.session.SessionView;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.Connecting;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.frontend.Route;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.session.EndedSession;
import dev.sluice.runtime.session.SessionLog;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of one request: what extensions see of it, its times, and its line in the log. */
final class RequestFacts implements SessionView {

  /** Nobody was told anything. */
  static final int NO_STATUS = -1;

  private static final long NEVER = Long.MIN_VALUE;

  private final Conversation conversation;
  private final long id;
  private final @Nullable Head head;
  private final Loop loop;
  private final long first;
  private final long headRead;
  private final long receivedBefore;
  private final long sentBefore;
  private long picked = NEVER;
  private long connected = NEVER;
  private long answered = NEVER;
  private int status = NO_STATUS;
  private @Nullable Route route;
  private String why = "";
  private boolean omitted;

  RequestFacts(Conversation conversation, long id, @Nullable Head head, long first) {
    this.id = id;
    this.conversation = conversation;
    this.head = head;
    this.loop = conversation.client().loop();
    this.first = first;
    this.headRead = loop.nanoTime();
    this.receivedBefore = conversation.client().bytesReceived();
    this.sentBefore = conversation.client().bytesSent();
  }

  // What becomes known

  void routed(Route found) {
    route = found;
  }

  void picked() {
    picked = loop.nanoTime();
  }

  void connected() {
    connected = loop.nanoTime();
  }

  /** The head of a server's response came. */
  void answered(int code) {
    answered = loop.nanoTime();
    status = code;
  }

  /** The proxy answers in place of a server. */
  void status(int code) {
    status = code;
  }

  void why(String text) {
    why = text;
  }

  /** There will be no line. */
  void omit() {
    omitted = true;
  }

  // What is asked

  /**
   * Where it goes.
   *
   * @throws IllegalStateException if that is not known yet
   */
  Route requireRoute() {
    Route found = route;
    if (found == null) {
      throw new IllegalStateException("the request has no route yet");
    }
    return found;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Client client() {
    return conversation.session().client();
  }

  @Override
  public @Nullable ClientHello clientHello() {
    return null;
  }

  @Override
  public @Nullable RequestHead requestHead() {
    return head;
  }

  @Override
  public String backend() {
    return requireRoute().backend().name();
  }

  @Override
  public @Nullable String route() {
    return requireRoute().name();
  }

  // The end

  /** Writes the line, if there is a log. */
  void write(
      Termination termination, @Nullable Connecting attempts, @Nullable Stickiness stickiness) {
    Frontend frontend = conversation.frontend();
    if (omitted || frontend.logs().isEmpty()) {
      return;
    }
    Connection client = conversation.client();
    Route found = route;
    Backend backend = attempts == null || found == null ? null : found.backend();
    LiveServer server = attempts == null ? null : attempts.server();
    long now = loop.nanoTime();
    EndedSession ended =
        new EndedSession(
            id,
            client(),
            began(now),
            frontend.generation(),
            found == null ? null : found.backend().name(),
            server == null ? null : server.name(),
            found == null ? null : found.name(),
            head == null ? null : head.host(),
            since(headRead, picked),
            since(picked, connected),
            Duration.ofNanos(now - first),
            client.bytesReceived() - receivedBefore,
            client.bytesSent() - sentBefore,
            termination,
            frontend.admission().process().sessions(),
            frontend.gate().sessions(),
            backend == null ? 0 : backend.state().sessions(),
            server == null ? 0 : server.sessions(),
            attempts == null ? 0 : attempts.retries(),
            attempts != null && attempts.redispatched(),
            attempts == null ? 0 : attempts.serverQueue(),
            attempts == null ? 0 : attempts.backendQueue(),
            EndedSession.why(found, why, frontend),
            new Request(
                head == null ? null : head.toString(),
                status,
                began(now),
                head == null ? null : Duration.ofNanos(headRead - first),
                since(connected, answered),
                Duration.ofNanos(now - first),
                stickiness == null ? '-' : stickiness.client(attempts),
                stickiness == null ? '-' : stickiness.server()));
    SessionLog.write(frontend, ended);
  }

  private Instant began(long now) {
    return Instant.ofEpochMilli(System.currentTimeMillis() - (now - first) / 1_000_000);
  }

  private static @Nullable Duration since(long from, long to) {
    return from == NEVER || to == NEVER ? null : Duration.ofNanos(to - from);
  }

  private record Request(
      @Nullable String line,
      int status,
      Instant began,
      @Nullable Duration headTime,
      @Nullable Duration responseTime,
      Duration activeTime,
      char clientCookie,
      char serverCookie)
      implements RequestRecord {}
}
