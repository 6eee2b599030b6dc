package dev.sluice.runtime.exchange;

import dev.sluice.api.HeaderField;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.frontend.Pages.Framing;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.forward.ConnectionField;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.session.Session;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response:
 *
 * <pre>{@code
 * start -> route -> connect -> send -> respond -> finish
 * Routing  Routing  ServerLink RequestSide ResponseSide
 * }</pre>
 *
 * <p>Here is what the parts have in common: what the client is told when something goes wrong, and
 * the end. {@link RequestFacts} keeps what is known of it, {@link Silence} says how long either
 * side may be silent. Whatever goes wrong ends in {@link #fail}, {@link #answer} or {@link
 * #finish}; the end comes once and writes the line of the log.
 */
final class Exchange {

  /** The proxy has answered as it was told to. */
  static final Termination LOCAL = new Termination('L', 'R');

  private final Conversation conversation;
  private final Connection client;
  private final Head head;
  private final RequestFacts facts;
  private final Routing routing;
  private final RequestSide request;
  private final Silence silence;
  private @Nullable LiveServer belongsTo;
  private @Nullable Stickiness stickiness;
  private @Nullable ServerLink link;
  private @Nullable ResponseSide response;
  private boolean answered;
  private boolean close;
  private boolean finished;

  Exchange(Conversation conversation, Head head, long firstByte) {
    this.conversation = conversation;
    this.client = conversation.client();
    this.head = head;
    this.facts = new RequestFacts(conversation, Session.nextId(), head, firstByte);
    this.routing = new Routing(this);
    this.request = new RequestSide(this);
    this.silence = new Silence(this, routing);
  }

  void start() {
    routing.start();
  }

  // What the parts ask

  Conversation conversation() {
    return conversation;
  }

  Head head() {
    return head;
  }

  RequestFacts facts() {
    return facts;
  }

  Silence silence() {
    return silence;
  }

  RequestSide request() {
    return request;
  }

  /** The response of the server that was tried last; null if none has got the request. */
  @Nullable ResponseSide response() {
    return response;
  }

  /** The connection to the server; null if there is none. */
  @Nullable Connection server() {
    ServerLink current = link;
    return current == null ? null : current.connection();
  }

  /** Whether the client has got the head of an answer. */
  boolean answered() {
    return answered;
  }

  boolean finished() {
    return finished;
  }

  // What the parts tell

  /** A rule of the backend or a cookie names the server. */
  void belongsTo(LiveServer server) {
    belongsTo = server;
  }

  /** The backend has a cookie. */
  void sticks(Stickiness found) {
    stickiness = found;
  }

  /** What is done with cookies; null if the backend has none. */
  @Nullable Stickiness stickiness() {
    return stickiness;
  }

  /** Nothing stands in the way of the request. */
  void connect() {
    Backend backend = facts.requireRoute().backend();
    backend.state().enter();
    ServerLink next = new ServerLink(this, backend, belongsTo);
    link = next;
    next.start();
  }

  /** A server gets the request now. */
  void awaits(ResponseSide next) {
    response = next;
  }

  /** That server has gone without a sign; another one gets it. */
  void again() {
    response = null;
    request.again();
  }

  /** The head of a response came that goes to the client. */
  void responded(int status) {
    answered = true;
    facts.answered(status);
  }

  /** The connection to the client ends with this response. */
  void closes() {
    close = true;
  }

  // Events of the client's connection

  void clientReceived() {
    request.received();
  }

  void clientForwarded() {
    request.forwarded();
  }

  void clientEnded() {
    routing.clientEnded();
    request.ended();
  }

  void clientDrained() {
    ResponseSide current = response;
    if (current != null) {
      current.clientDrained();
    }
  }

  void clientClosed() {
    if (!tunnels()) {
      cutByClient(request.begun() && !request.sent());
    }
  }

  /** Whether the two connections are a tunnel now. */
  boolean tunnels() {
    return tunnel() != null;
  }

  private @Nullable ResponseSide tunnel() {
    ResponseSide current = response;
    return current != null && current.tunnels() ? current : null;
  }

  // The end

  /** How far it has come, as the second letter of a termination. */
  char phase() {
    if (answered) {
      return 'D';
    }
    ServerLink current = link;
    if (current == null) {
      return routing.tarpitted() ? 'T' : 'R';
    }
    return current.connected() ? 'H' : current.attempts().queued() ? 'Q' : 'C';
  }

  /** Answers that the proxy runs; as in HAProxy without a line in the log. */
  void ready() {
    facts.omit();
    answered = true;
    close = endsHere();
    client.write(conversation.settings().pages().ready(facts.id(), framing()));
    finish(LOCAL);
  }

  /** Answers in place of a server; the connection lives on if nothing of a body may follow. */
  void answer(int status, String reason, Termination termination) {
    facts.why(reason);
    client.write(page(status, reason, List.of()));
    finish(termination);
  }

  /** Answers as a filter says. */
  void answer(Verdict verdict, Termination termination) {
    String reason = String.valueOf(verdict.reason());
    facts.why(reason);
    client.write(page(verdict.status(), reason, verdict.fields()));
    finish(termination);
  }

  /** Gives up; tells the client why if it has got nothing yet. */
  void fail(int status, String reason, Termination termination) {
    if (finished) {
      return;
    }
    facts.why(reason);
    if (answered) {
      cut(termination);
      return;
    }
    dropServer();
    client.write(page(status, reason, List.of()));
    if (close) {
      release(termination);
      conversation.leave(termination);
    } else {
      finish(termination);
    }
  }

  private boolean endsHere() {
    // Behind a body that was given up, nobody knows where the next request begins.
    return !head.keepsAlive() || conversation.ending() || request.hasBody() || routing.tarpitted();
  }

  /** What the client gets in place of a response. */
  private ByteBuffer page(int status, String reason, List<HeaderField> fields) {
    facts.status(status);
    answered = true;
    close = endsHere();
    return conversation.settings().pages().error(status, reason, facts.id(), framing(), fields);
  }

  private Framing framing() {
    return new Framing(
        ConnectionField.of(close, head.minorVersion()), !head.method().equals("HEAD"));
  }

  /**
   * The client is gone, or has ended too early.
   *
   * @param inBody whether that was in the middle of its body: as in HAProxy that is data
   */
  void cutByClient(boolean inBody) {
    cut(
        routing.tarpitted() && !answered
            ? Routing.TARPITTED
            : new Termination('C', inBody ? 'D' : phase()));
  }

  /** The response is not whole, and the client must see that. */
  void cutByServer() {
    cut(new Termination('S', 'D'));
  }

  private void cut(Termination termination) {
    dropServer();
    conversation.abort();
    finish(termination);
  }

  /** A side was silent for too long, and the client has got a part of the response. */
  void reset(Termination termination) {
    dropServer();
    client.reset();
    finish(termination);
  }

  /** The end; does nothing if it has come before. */
  void finish(Termination termination) {
    if (finished) {
      return;
    }
    ServerLink current = link;
    if (current != null) {
      current.giveBack();
    }
    release(termination);
    if (tunnels()) {
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
    silence.stop();
    routing.stop();
    ServerLink current = link;
    if (current != null) {
      current.release();
      facts.requireRoute().backend().state().leave();
    }
    facts.write(termination, current == null ? null : current.attempts(), stickiness);
  }

  private void dropServer() {
    ServerLink current = link;
    if (current != null) {
      current.drop();
    }
  }

  /** The server went down, and its sessions are to end. */
  void serverDown(ServerState down) {
    ServerLink current = link;
    if (current == null || !current.connected() || !current.isTo(down)) {
      return;
    }
    ResponseSide tunnel = tunnel();
    if (tunnel != null) {
      tunnel.cut(new Termination('D', 'D'));
    } else {
      fail(503, "the server went down", new Termination('D', phase()));
    }
  }

  void kill() {
    ResponseSide current = tunnel();
    if (current != null) {
      current.cut(new Termination('K', 'D'));
      return;
    }
    Termination killed = new Termination('K', phase());
    dropServer();
    release(killed);
    client.reset();
    conversation.over(killed);
  }
}
