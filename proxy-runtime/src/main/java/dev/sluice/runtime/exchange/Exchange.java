package dev.sluice.runtime.exchange;

import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionView;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.Connecting;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.config.model.HttpConfig.Persistence;
import dev.sluice.runtime.exchange.Body.Frame;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.frontend.Route;
import dev.sluice.runtime.frontend.RouteTable.Decision;
import dev.sluice.runtime.frontend.RouteTable.Found;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.forward.ConnectionField;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.http.forward.HeadWriter;
import dev.sluice.runtime.http.response.ResponseHead;
import dev.sluice.runtime.http.response.ResponseParser;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Timer;
import dev.sluice.runtime.session.FilterChain;
import dev.sluice.runtime.session.PluginFaults;
import dev.sluice.runtime.session.Relay;
import dev.sluice.runtime.session.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response:
 *
 * <pre>{@code start -> route -> connect -> send -> respond -> finish}</pre>
 *
 * <p>Bodies move while they come in, in both directions at a time. Whatever goes wrong ends in
 * {@link #fail} or {@link #finish}; finish runs once and writes the line of the log. A connection
 * to a server goes back to the pool only if both messages are complete and nothing else came.
 */
final class Exchange implements SessionView, Connecting.Outcome, Body.Outcome, ConnectionHandler {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** A body of this size that is there already goes out together with its head. */
  private static final int SMALL_BODY = 16 * 1024;

  /** A server that sends more interim responses than this is broken. */
  private static final int MOST_INTERIM = 16;

  /** RFC 9110 section 9.2.2. */
  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

  private final Conversation conversation;
  private final Connection client;
  private final Frontend frontend;
  private final Head head;
  private final FilterChain filters;
  private final Timer timer;
  private final long id = Session.nextId();
  private final RequestLog log;
  private final Body.Frame requestFrame;
  private @Nullable Route route;
  private @Nullable Connecting connecting;
  private @Nullable LiveServer target;
  private @Nullable Connection server;
  private @Nullable Body requestBody;
  private @Nullable Body responseBody;
  private @Nullable ResponseParser responses;
  private @Nullable Relay tunnel;
  private boolean filtered;
  private boolean reused;
  private boolean retried;
  private boolean answered;
  private boolean serverKeeps;
  private boolean close;
  private boolean finished;
  private int interim;
  private long waitingSince;
  private long receivedBefore;

  Exchange(Conversation conversation, Head head, long firstByte) {
    this.conversation = conversation;
    this.client = conversation.client();
    this.frontend = conversation.frontend();
    this.head = head;
    this.filters = new FilterChain(frontend.filters(), client.loop());
    this.timer = client.loop().timer(this::check);
    this.log = new RequestLog(conversation, id, head, firstByte);
    this.requestFrame = head.chunked() ? Frame.CHUNKED : head.hasBody() ? Frame.LENGTH : Frame.NONE;
  }

  /** Finds out where the request goes. */
  void start() {
    String monitor = conversation.settings().monitor();
    if (monitor != null && monitor.equals(head.path())) {
      answer(200, "the proxy runs", new Termination('L', 'R'));
      return;
    }
    if (!expectsWhatIsKnown()) {
      answer(417, "the expectation is not known", new Termination('P', 'R'));
      return;
    }
    Decision decision;
    try {
      decision = frontend.routes().decide(client(), new HeadPreface(head));
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      PluginFaults.matcher(frontend.name(), e);
      answer(500, "a matcher failed", new Termination('P', 'R'));
      return;
    }
    if (decision instanceof Found(Route found)) {
      route(found);
    } else {
      answer(404, "no site of this name is served here", new Termination('P', 'R'));
    }
  }

  /** RFC 9110 section 10.1.1. */
  private boolean expectsWhatIsKnown() {
    List<String> expected = head.header("expect");
    return expected.isEmpty()
        || (expected.size() == 1
            && expected.getFirst().toLowerCase(Locale.ROOT).equals("100-continue"));
  }

  private void route(Route found) {
    route = found;
    log.route(found);
    timer.start(frontend.inspect().toNanos());
    filters.onRoute(
        this,
        () -> connect(found),
        denial -> {
          if (!filtered && !finished) {
            filtered = true;
            log.why(denial);
            answer(403, denial, new Termination('P', 'R'));
          }
        });
  }

  private void connect(Route found) {
    if (filtered || finished) {
      return;
    }
    filtered = true;
    timer.cancel();
    found.backend().count().incrementAndGet();
    Connecting attempts = new Connecting(found.backend(), this, client.loop(), this);
    connecting = attempts;
    attempts.start();
  }

  // The way to a server

  @Override
  public void picked() {
    log.picked();
  }

  @Override
  public @Nullable Connection idle(LiveServer picked) {
    // One that began with an emitter's bytes is another client's.
    boolean shared = !retried && picked.emitters().isEmpty();
    Connection waiting = shared ? conversation.shared().pool().take(picked, !repeatable()) : null;
    reused = waiting != null;
    receivedBefore = waiting == null ? 0 : waiting.bytesReceived();
    return waiting;
  }

  @Override
  public ByteBuffer opening(LiveServer picked) {
    // What emitters write comes before the request.
    ByteBuffer bytes = picked.emitters().isEmpty() ? requestBytes() : null;
    return bytes == null ? NOTHING : bytes;
  }

  /** The head, and a small body behind it; null if it does not fit. */
  private @Nullable ByteBuffer requestBytes() {
    ByteBuffer bytes = conversation.shared().buffer();
    ConnectionField connection =
        head.upgrades() ? ConnectionField.UPGRADE : persistence(conversation);
    if (!conversation
        .shared()
        .writer()
        .request(bytes, head, connection, conversation.forwarded())) {
      return null;
    }
    int small = smallBody();
    if (small > 0) {
      bytes.put(client.received().limit(small));
    }
    return bytes.flip();
  }

  private static ConnectionField persistence(Conversation conversation) {
    return conversation.settings().persistence() == Persistence.KEEP_ALIVE
        ? ConnectionField.NONE
        : ConnectionField.CLOSE;
  }

  /** The length of the request's body, if it is small and there already; else 0. */
  private int smallBody() {
    long length = requestFrame == Frame.LENGTH ? head.contentLength() : 0;
    return length <= SMALL_BODY && client.received().remaining() >= length ? (int) length : 0;
  }

  @Override
  public void connected(Connection connection, LiveServer picked, int opened) {
    log.connected();
    server = connection;
    target = picked;
    responses = new ResponseParser();
    connection.handler(this);
    if (!reused && !emit(connection, picked)) {
      return;
    }
    // The same bytes as in opening(): nothing has come in between.
    ByteBuffer bytes = requestBytes();
    if (bytes == null) {
      fail(431, "request head is too large", new Termination('P', 'R'));
      return;
    }
    int small = smallBody();
    connection.write(bytes.position(opened));
    client.consume(small);
    Frame frame = small > 0 ? Frame.NONE : requestFrame;
    Body body =
        new Body(conversation.shared(), client, connection, frame, head.contentLength(), this);
    requestBody = body;
    waitingSince = client.loop().nanoTime();
    boolean whole = frame == Frame.LENGTH && client.received().remaining() >= head.contentLength();
    body.start();
    if (conversation.clientEnded() && !whole) {
      // Its FIN came before there was a body to tell of it.
      body.ended();
    }
    check();
  }

  private boolean emit(Connection connection, LiveServer picked) {
    try {
      for (var emitter : picked.emitters()) {
        connection.write(ByteBuffer.wrap(emitter.bytes(this)));
      }
      return true;
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      PluginFaults.emitter(picked, e);
      fail(503, "emitter failed", new Termination('I', 'C'));
      return false;
    }
  }

  @Override
  public void failed(Termination termination, String why) {
    fail(503, why, termination);
  }

  // The request's body

  void clientReceived() {
    Body body = requestBody;
    if (body != null) {
      body.received();
    }
  }

  void clientForwarded() {
    Body body = requestBody;
    if (body != null) {
      body.forwarded();
    }
  }

  void clientEnded() {
    Body body = requestBody;
    boolean partial = body == null ? requestFrame != Frame.NONE : !body.over();
    if (body != null && partial) {
      body.ended();
    }
  }

  void clientClosed() {
    Relay both = tunnel;
    if (both == null) {
      dropServer();
      finish(new Termination('C', phase()));
    }
  }

  // The response

  @Override
  public void received(Connection connection) {
    Body body = responseBody;
    if (body != null) {
      body.received();
    } else if (!finished) {
      readResponse(connection);
    }
  }

  private void readResponse(Connection connection) {
    ResponseParser parser = Objects.requireNonNull(responses);
    while (!answered && tunnel == null && connection.received().hasRemaining()) {
      switch (parser.parse(connection.received())) {
        case PENDING -> {
          return;
        }
        case COMPLETE -> {
          ResponseHead response = Objects.requireNonNull(parser.head());
          connection.consume(parser.headLength());
          parser.reset();
          respond(connection, response);
        }
        default -> {
          fail(502, "bad response: " + parser.fault(), new Termination('P', 'H'));
          return;
        }
      }
      if (finished) {
        return;
      }
    }
  }

  private void respond(Connection connection, ResponseHead response) {
    if (response.status() == 101) {
      upgrade(connection, response);
    } else if (response.status() < 200) {
      interim(response);
    } else {
      answered = true;
      log.answered(response.status());
      relay(connection, response);
    }
  }

  /** RFC 9110 section 15.2: not for clients of HTTP/1.0. */
  private void interim(ResponseHead response) {
    interim++;
    if (interim > MOST_INTERIM) {
      fail(502, "too many interim responses", new Termination('P', 'H'));
    } else if (head.minorVersion() > 0) {
      ByteBuffer bytes = conversation.shared().buffer();
      HeadWriter writer = conversation.shared().writer();
      if (writer.response(
          bytes, response, HeadWriter.NO_LENGTH, ConnectionField.NONE, FieldEdits.NONE)) {
        client.write(bytes.flip());
      }
    }
  }

  private void relay(Connection connection, ResponseHead response) {
    Frame frame = frame(response);
    Body sent = Objects.requireNonNull(requestBody);
    serverKeeps =
        response.keepsAlive()
            && frame != Frame.UNTIL_CLOSE
            && conversation.settings().persistence() == Persistence.KEEP_ALIVE;
    close =
        !head.keepsAlive()
            || conversation.ending()
            || !sent.over()
            || frame == Frame.UNTIL_CLOSE
            || frame == Frame.UNCHUNKED;
    ByteBuffer bytes = conversation.shared().buffer();
    if (!conversation
        .shared()
        .writer()
        .response(bytes, response, length(response), field(), FieldEdits.NONE)) {
      fail(502, "response head is too large", new Termination('P', 'H'));
      return;
    }
    long small = frame == Frame.LENGTH ? response.contentLength() : Long.MAX_VALUE;
    if (small <= SMALL_BODY && connection.received().remaining() >= small) {
      bytes.put(connection.received().limit((int) small));
      connection.consume((int) small);
      frame = Frame.NONE;
    }
    client.write(bytes.flip());
    Body body =
        new Body(conversation.shared(), connection, client, frame, response.contentLength(), this);
    responseBody = body;
    if (body.over()) {
      finish(Termination.NORMAL);
    } else {
      body.start();
    }
  }

  /** RFC 9112 section 6.3. */
  private Frame frame(ResponseHead response) {
    int status = response.status();
    if (head.method().equals("HEAD") || status == 204 || status == 304) {
      return Frame.NONE;
    }
    if (response.chunked()) {
      return head.minorVersion() > 0 ? Frame.CHUNKED : Frame.UNCHUNKED;
    }
    return response.contentLength() >= 0 ? Frame.LENGTH : Frame.UNTIL_CLOSE;
  }

  private long length(ResponseHead response) {
    if (response.chunked()) {
      // RFC 9112 section 6.1: never to HTTP/1.0.
      return head.minorVersion() == 0 ? HeadWriter.NO_LENGTH : HeadWriter.CHUNKED;
    }
    return response.contentLength();
  }

  private ConnectionField field() {
    if (close) {
      return ConnectionField.CLOSE;
    }
    return head.minorVersion() == 0 ? ConnectionField.KEEP_ALIVE : ConnectionField.NONE;
  }

  private void upgrade(Connection connection, ResponseHead response) {
    Body sent = Objects.requireNonNull(requestBody);
    if (!head.upgrades() || !response.upgrades() || !sent.over()) {
      fail(502, "an upgrade nobody asked for", new Termination('P', 'H'));
      return;
    }
    ByteBuffer bytes = conversation.shared().buffer();
    HeadWriter writer = conversation.shared().writer();
    if (!writer.response(
        bytes, response, HeadWriter.NO_LENGTH, ConnectionField.UPGRADE, FieldEdits.NONE)) {
      fail(502, "response head is too large", new Termination('P', 'H'));
      return;
    }
    client.write(bytes.flip());
    log.answered(101);
    answered = true;
    timer.cancel();
    Duration idle = Objects.requireNonNullElse(frontend.tunnel(), Relay.DEFAULT_TUNNEL);
    Backend backend = requireRoute().backend();
    Relay both =
        new Relay(
            new Relay.Side(client, idle, frontend.clientFin()),
            new Relay.Side(connection, idle, backend.serverFin()),
            this::tunnelEnded);
    tunnel = both;
    both.start(conversation.clientEnded());
  }

  private void tunnelEnded(Termination termination) {
    server = null;
    finish(termination);
  }

  @Override
  public void forwarded(Connection connection) {
    Body body = responseBody;
    if (body != null) {
      body.forwarded();
    }
  }

  @Override
  public void drained(Connection connection) {
    Body body = requestBody;
    if (body != null) {
      body.drained();
    }
  }

  void clientDrained() {
    Body body = responseBody;
    if (body != null) {
      body.drained();
    }
  }

  @Override
  public void ended(Connection connection) {
    Body body = responseBody;
    if (body != null) {
      serverKeeps = false;
      body.ended();
    } else if (!finished) {
      serverGone(connection, null);
    }
  }

  @Override
  public void closed(Connection connection, @Nullable IOException cause) {
    server = null;
    Body body = responseBody;
    if (finished) {
      return;
    }
    if (body != null && !body.over()) {
      bodyBroken(body, "the server cut it off");
    } else {
      serverGone(connection, cause);
    }
  }

  /** Before a response; a connection that was used before may have ended just as it was taken. */
  private void serverGone(Connection connection, @Nullable IOException cause) {
    boolean untouched = reused && !retried && connection.bytesReceived() == receivedBefore;
    dropServer();
    Connecting attempts = connecting;
    if (untouched && repeatable() && attempts != null) {
      retried = true;
      target = null;
      attempts.again();
      return;
    }
    String why = cause == null ? "the server closed the connection" : cause.getMessage();
    fail(502, String.valueOf(why), new Termination('S', 'H'));
  }

  private boolean repeatable() {
    return IDEMPOTENT.contains(head.method()) && requestFrame == Frame.NONE;
  }

  // Ends of bodies

  @Override
  @SuppressWarnings("ReferenceEquality") // one of the two
  public void bodyDone(Body body) {
    if (body == responseBody) {
      finish(Termination.NORMAL);
    } else {
      waitingSince = client.loop().nanoTime();
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // one of the two
  public void bodyBroken(Body body, String why) {
    log.why(why);
    if (body == responseBody) {
      dropServer();
      // The client must see that the response is not whole.
      client.abort();
      finish(new Termination('S', 'D'));
    } else if (conversation.clientEnded()) {
      dropServer();
      client.abort();
      finish(new Termination('C', phase()));
    } else {
      fail(400, why, new Termination('P', phase()));
    }
  }

  /** As long as either side may be silent. */
  private void check() {
    if (finished || tunnel != null) {
      return;
    }
    Connection to = server;
    Body sent = requestBody;
    if (to == null || sent == null) {
      if (!filtered) {
        filtered = true;
        answer(503, "a filter did not answer", new Termination('P', 'R'));
      }
      return;
    }
    long now = client.loop().nanoTime();
    long clientIdle = frontend.clientIdle().toNanos();
    long serverIdle = requireRoute().backend().serverIdle().toNanos();
    boolean onClient = answered ? client.unsent() : !sent.over() && !to.unsent();
    long since = onClient ? client.lastActive() : Math.max(to.lastActive(), waitingSince);
    long left = (onClient ? clientIdle : serverIdle) - (now - since);
    if (left > 0) {
      timer.start(Math.min(left, Math.min(clientIdle, serverIdle)));
      return;
    }
    if (answered) {
      dropServer();
      client.reset();
      finish(new Termination(onClient ? 'c' : 's', 'D'));
    } else if (onClient) {
      fail(408, "the request took too long", new Termination('c', phase()));
    } else {
      fail(504, "the server did not answer in time", new Termination('s', 'H'));
    }
  }

  // The end

  private char phase() {
    if (answered) {
      return 'D';
    }
    if (connecting == null) {
      return 'R';
    }
    return target == null ? 'C' : 'H';
  }

  /** Answers in place of a server; the connection lives on if nothing of a body may follow. */
  private void answer(int status, String reason, Termination termination) {
    log.why(reason);
    log.status(status);
    answered = true;
    boolean last = !head.keepsAlive() || conversation.ending() || requestFrame != Frame.NONE;
    ByteBuffer page = Pages.page(status, reason, id, last, !head.method().equals("HEAD"), "");
    client.write(page);
    close = last;
    finish(termination);
  }

  /** Gives up; tells the client why if it has got nothing yet. */
  private void fail(int status, String reason, Termination termination) {
    if (finished) {
      return;
    }
    log.why(reason);
    dropServer();
    if (answered) {
      client.abort();
      finish(termination);
      return;
    }
    Body sent = requestBody;
    if (sent != null && !sent.over()) {
      // The body is on its way; where the next request would begin is not known.
      close = true;
    }
    log.status(status);
    answered = true;
    close |= !head.keepsAlive() || conversation.ending() || requestFrame != Frame.NONE;
    ByteBuffer page = Pages.page(status, reason, id, close, !head.method().equals("HEAD"), "");
    if (close) {
      finishWith(termination, page);
    } else {
      client.write(page);
      finish(termination);
    }
  }

  private void finishWith(Termination termination, ByteBuffer page) {
    // Before the line of the log, which counts it.
    client.write(page);
    release(termination);
    conversation.leave(termination);
  }

  private void finish(Termination termination) {
    if (finished) {
      return;
    }
    giveServerBack();
    release(termination);
    if (tunnel != null) {
      conversation.over(termination);
    } else {
      conversation.done(close);
    }
  }

  private void release(Termination termination) {
    if (finished) {
      return;
    }
    finished = true;
    timer.cancel();
    Connecting attempts = connecting;
    if (attempts != null) {
      attempts.cancel();
      LiveServer last = attempts.server();
      if (last != null) {
        last.count().decrementAndGet();
      }
      requireRoute().backend().count().decrementAndGet();
    }
    log.write(termination, attempts);
  }

  /** To the pool, if nothing is under way on the connection. */
  private void giveServerBack() {
    Connection connection = server;
    LiveServer from = target;
    Body sent = requestBody;
    if (connection == null || from == null) {
      return;
    }
    server = null;
    boolean clean =
        serverKeeps
            && from.emitters().isEmpty()
            && sent != null
            && sent.over()
            && !connection.unsent()
            && !connection.received().hasRemaining();
    if (clean) {
      conversation.shared().pool().keep(from, connection);
    } else {
      connection.handler(IGNORED);
      connection.close();
    }
  }

  private void dropServer() {
    Connection connection = server;
    if (connection != null) {
      server = null;
      connection.handler(IGNORED);
      connection.reset();
    }
  }

  void kill() {
    Relay both = tunnel;
    if (both != null) {
      both.kill();
      return;
    }
    Termination killed = new Termination('K', phase());
    dropServer();
    release(killed);
    client.reset();
    conversation.over(killed);
  }

  private static final ConnectionHandler IGNORED =
      new ConnectionHandler() {
        @Override
        public void received(Connection connection) {
          connection.consume(connection.received().remaining());
        }

        @Override
        public void forwarded(Connection connection) {
          received(connection);
        }

        @Override
        public void ended(Connection connection) {}

        @Override
        public void closed(Connection connection, @Nullable IOException cause) {}
      };

  // What extensions see

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
  public RequestHead requestHead() {
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

  private Route requireRoute() {
    Route found = route;
    if (found == null) {
      throw new IllegalStateException("the request has no route yet");
    }
    return found;
  }
}
