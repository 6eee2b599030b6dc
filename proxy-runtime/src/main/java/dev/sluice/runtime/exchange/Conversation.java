package dev.sluice.runtime.exchange;

import dev.sluice.api.session.Client;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.config.model.HttpConfig.Persistence;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.frontend.HttpSettings;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.HeadParser;
import dev.sluice.runtime.http.Refusal;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.http.forward.ForwardedFields;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;
import dev.sluice.runtime.session.Farewell;
import dev.sluice.runtime.session.Guard;
import dev.sluice.runtime.session.Session;
import dev.sluice.runtime.session.TakenOver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection in HTTP mode: it reads one request head after the other and has an {@link
 * Exchange} made of each. The next one is read when the last one is over and the client has taken
 * its answer; until then the rest waits in the connection, which stops reading when it is full.
 */
final class Conversation implements ConnectionHandler, TakenOver {

  private static final Termination NO_REQUEST = new Termination('C', 'R');
  private static final Termination SLOW_REQUEST = new Termination('c', 'R');
  private static final Termination BAD_REQUEST = new Termination('P', 'R');
  private static final Termination CUT = new Termination('C', 'D');
  private static final Termination SLOW_READER = new Termination('c', 'D');
  private static final Termination KILLED = new Termination('K', 'R');

  private enum State {
    /** Waits for the first byte of a request. */
    IDLE,
    /** Reads a head. */
    HEAD,
    /** An exchange has the connection. */
    EXCHANGE,
    /** Waits until the client has taken its answer. */
    FULL,
    /** Says good-bye. */
    LEAVING,
    /** Waits until the client, which is cut, has what it was sent before. */
    CUT,
    OVER
  }

  private final Session session;
  private final Connection client;
  private final Frontend frontend;
  private final HttpSettings settings;
  private final LoopHttp shared;
  private final Loop loop;
  private final HeadParser parser = new HeadParser();
  private final Timer timer;
  private State state = State.IDLE;
  private @Nullable Exchange exchange;
  private @Nullable FieldEdits forwarded;
  private long firstByte;
  private long requests;
  private boolean clientEnded;
  private boolean draining;
  private boolean aborted;

  Conversation(Session session, Connection client, LoopHttp shared) {
    this.session = session;
    this.client = client;
    this.frontend = session.frontend();
    this.settings = Objects.requireNonNull(frontend.http());
    this.shared = shared;
    this.loop = client.loop();
    this.timer = loop.timer(this::timedOut);
  }

  void start(boolean ended) {
    clientEnded = ended;
    client.handler(this);
    firstByte = loop.nanoTime();
    timer.start(settings.request().toNanos());
    client.resume();
    read();
  }

  Session session() {
    return session;
  }

  Connection client() {
    return client;
  }

  Frontend frontend() {
    return frontend;
  }

  HttpSettings settings() {
    return settings;
  }

  LoopHttp shared() {
    return shared;
  }

  Loop loop() {
    return loop;
  }

  /** An exchange may use it, until it is over. */
  Timer timer() {
    return timer;
  }

  boolean clientEnded() {
    return clientEnded;
  }

  /** Whether the connection ends after the exchange that is under way. */
  boolean ending() {
    return draining
        || lastRequest()
        || settings.persistence() == Persistence.CLOSE
        || frontend.lifetime().retired();
  }

  /** Whether the client has ended and no further request of it waits. */
  private boolean lastRequest() {
    return clientEnded && client.available() == 0;
  }

  /** What servers are told about the client. */
  FieldEdits forwarded() {
    FieldEdits edits = forwarded;
    if (edits == null) {
      ForwardedFields.Options options = settings.forwarded();
      Client told = session.client();
      edits =
          options == null
              ? FieldEdits.NONE
              : new ForwardedFields(options, told.address(), told.localAddress(), false);
      forwarded = edits;
    }
    return edits;
  }

  private void read() {
    if (state != State.IDLE && state != State.HEAD) {
      return;
    }
    boolean some = client.available() > 0;
    if (state == State.IDLE && some) {
      state = State.HEAD;
      if (requests > 0) {
        firstByte = loop.nanoTime();
        timer.start(settings.request().toNanos());
      }
    }
    if (some) {
      switch (parser.parse(client.received())) {
        case PENDING -> {}
        case COMPLETE -> {
          begin(Objects.requireNonNull(parser.head()));
          return;
        }
        default -> {
          refuse(Objects.requireNonNull(parser.refusal()));
          return;
        }
      }
    }
    if (clientEnded) {
      endWithoutRequest();
    }
  }

  private void begin(Head head) {
    timer.cancel();
    client.consume(parser.headLength());
    parser.reset();
    requests++;
    state = State.EXCHANGE;
    Exchange next = new Exchange(this, head, firstByte);
    exchange = next;
    next.start();
  }

  /** The client is gone. Status 400 is what HAProxy logs, too, although nobody is told. */
  private void endWithoutRequest() {
    if (state == State.HEAD || requests == 0) {
      noRequest(NO_REQUEST).log(400, "client left");
      end(NO_REQUEST);
    } else {
      end(Termination.NORMAL);
    }
  }

  private void refuse(Refusal refusal) {
    String header = requests == 0 ? session.unaskedHeader() : null;
    if (header != null) {
      noRequest(BAD_REQUEST).answer(400, "a PROXY header is not taken from this address", header);
    } else {
      noRequest(BAD_REQUEST).answer(refusal);
    }
    leave(BAD_REQUEST);
  }

  private NoRequest noRequest(Termination termination) {
    return new NoRequest(this, termination, firstByte);
  }

  /**
   * The exchange is over and was logged.
   *
   * @param close whether the client was told that the connection ends
   */
  void done(boolean close) {
    exchange = null;
    if (state == State.OVER) {
      return;
    }
    client.handler(this);
    if (aborted) {
      state = State.CUT;
    } else if (close || lastRequest()) {
      leave(Termination.NORMAL);
    } else if (client.full()) {
      state = State.FULL;
      timer.start(frontend.clientIdle().toNanos());
    } else {
      next();
    }
  }

  private void next() {
    state = State.IDLE;
    if (draining) {
      end(Termination.NORMAL);
      return;
    }
    timer.start(settings.keepAlive().toNanos());
    if (client.available() > 0) {
      // Not at once: a client may have sent thousands of requests.
      new Guard(client).execute(this::read);
    }
  }

  /** Sends FIN behind what was sent; what the client still sends is thrown away. */
  void leave(Termination termination) {
    state = State.LEAVING;
    timer.cancel();
    exchange = null;
    new Farewell(client, frontend.clientIdle(), () -> over(termination))
        .say(ByteBuffer.allocate(0), clientEnded);
  }

  /** Nothing is under way; what the client has not taken yet is waited for. */
  private void end(Termination termination) {
    if (client.unsent()) {
      leave(termination);
    } else {
      over(termination);
    }
  }

  /** Cuts the client off, behind what it was sent; the session counts until that is done. */
  void abort() {
    aborted = true;
    client.abort();
  }

  /** The client's connection was handed over for good, or is gone. */
  void over(Termination termination) {
    if (state != State.OVER) {
      state = State.OVER;
      timer.cancel();
      exchange = null;
      session.leave(termination);
    }
  }

  private void timedOut() {
    switch (state) {
      case HEAD -> {
        noRequest(SLOW_REQUEST).answer(408, "the request took too long", "timeout");
        leave(SLOW_REQUEST);
      }
      case IDLE -> {
        if (requests == 0) {
          noRequest(SLOW_REQUEST).log(408, "timeout");
        }
        end(requests == 0 ? SLOW_REQUEST : Termination.NORMAL);
      }
      case FULL -> {
        long idle = loop.nanoTime() - client.lastActive();
        long left = frontend.clientIdle().toNanos() - idle;
        if (left > 0) {
          timer.start(left);
          return;
        }
        client.reset();
        over(SLOW_READER);
      }
      case EXCHANGE -> Objects.requireNonNull(exchange).silence().check();
      default -> {}
    }
  }

  @Override
  public void kill() {
    Exchange current = exchange;
    if (current != null) {
      current.kill();
    } else {
      client.reset();
      over(KILLED);
    }
  }

  @Override
  public void serverDown(ServerState server) {
    Exchange current = exchange;
    if (current != null) {
      current.serverDown(server);
    }
  }

  @Override
  public void drain() {
    draining = true;
    if (state == State.IDLE) {
      end(Termination.NORMAL);
    }
  }

  // Events between exchanges

  @Override
  public void received(Connection connection) {
    Exchange current = exchange;
    if (current != null) {
      current.clientReceived();
    } else {
      read();
    }
  }

  @Override
  public void forwarded(Connection connection) {
    Exchange current = exchange;
    if (current != null) {
      current.clientForwarded();
    }
  }

  @Override
  public void drained(Connection connection) {
    Exchange current = exchange;
    if (current != null) {
      current.clientDrained();
    } else if (state == State.FULL) {
      timer.cancel();
      next();
    }
  }

  @Override
  public void ended(Connection connection) {
    clientEnded = true;
    Exchange current = exchange;
    if (current != null) {
      current.clientEnded();
    } else if (state == State.FULL && lastRequest()) {
      leave(Termination.NORMAL);
    } else {
      read();
    }
  }

  @Override
  public void closed(Connection connection, @Nullable IOException cause) {
    Exchange current = exchange;
    if (current != null) {
      current.clientClosed();
    } else if (state != State.OVER) {
      endWithoutRequest();
    }
    over(CUT);
  }
}
