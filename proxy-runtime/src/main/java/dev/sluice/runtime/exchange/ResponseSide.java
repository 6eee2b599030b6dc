package dev.sluice.runtime.exchange;

import dev.sluice.api.session.Termination;
import dev.sluice.runtime.config.model.HttpConfig.Persistence;
import dev.sluice.runtime.exchange.Body.Frame;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.forward.ConnectionField;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.http.forward.HeadWriter;
import dev.sluice.runtime.http.response.ResponseHead;
import dev.sluice.runtime.http.response.ResponseParser;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.session.Relay;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The response on its way from a server to the client: interim ones, the head, the body while it
 * comes in; or the tunnel, if the server takes up an upgrade.
 */
final class ResponseSide implements Body.Outcome {

  /** A server that sends more interim responses than this is broken. */
  private static final int MOST_INTERIM = 16;

  private static final String TOO_LARGE = "response head is too large";

  private final Exchange exchange;
  private final ServerLink link;
  private final Conversation conversation;
  private final Connection server;
  private final Connection client;
  private final Head request;

  /** Only while a part of a head is in. */
  private @Nullable ResponseParser parser;

  private @Nullable Body body;
  private @Nullable Relay tunnel;
  private int interim;

  ResponseSide(Exchange exchange, ServerLink link, Connection server) {
    this.exchange = exchange;
    this.link = link;
    this.conversation = exchange.conversation();
    this.server = server;
    this.client = conversation.client();
    this.request = exchange.head();
  }

  /** Whether its body is on the way to the client. */
  boolean begun() {
    return body != null;
  }

  /** Whether the two connections are a tunnel now. */
  boolean tunnels() {
    return tunnel != null;
  }

  // Events of both connections

  void received() {
    Body current = body;
    if (current != null) {
      current.received();
    } else if (!exchange.finished()) {
      read();
    }
  }

  void forwarded() {
    Body current = body;
    if (current != null) {
      current.forwarded();
    }
  }

  void clientDrained() {
    Body current = body;
    if (current != null) {
      current.drained();
    }
  }

  void ended() {
    Body current = body;
    if (current != null) {
      current.ended();
    }
  }

  /** The server's connection is gone; whether that was in the middle of a body. */
  boolean cut() {
    Body current = body;
    if (current == null || current.over()) {
      return false;
    }
    bodyBroken(current, "the server cut it off");
    return true;
  }

  // The head

  private void read() {
    ResponseParser reader = parser == null ? conversation.shared().borrowParser() : parser;
    parser = null;
    while (!exchange.answered() && !exchange.finished() && server.available() > 0) {
      switch (reader.parse(server.received())) {
        case PENDING -> {
          parser = reader;
          return;
        }
        case COMPLETE -> {
          ResponseHead head = Objects.requireNonNull(reader.head());
          server.consume(reader.headLength());
          respond(head);
          reader.reset();
        }
        default -> bad("bad response: " + reader.fault());
      }
    }
    conversation.shared().giveBack(reader);
  }

  private void bad(String why) {
    exchange.fail(502, why, new Termination('P', 'H'));
  }

  private void respond(ResponseHead head) {
    if (head.status() == 101) {
      upgrade(head);
    } else if (head.status() < 200) {
      interim(head);
    } else {
      relay(head);
    }
  }

  /** RFC 9110 section 15.2: not for clients of HTTP/1.0. */
  private void interim(ResponseHead head) {
    interim++;
    if (interim > MOST_INTERIM) {
      bad("too many interim responses");
    } else if (request.minorVersion() > 0) {
      ByteBuffer bytes = bytes(head, HeadWriter.NO_LENGTH, ConnectionField.NONE, FieldEdits.NONE);
      if (bytes != null) {
        client.write(bytes.flip());
      }
    }
  }

  /** The head in the buffer that is shared, with space behind it; null if it does not fit. */
  private @Nullable ByteBuffer bytes(
      ResponseHead head, long length, ConnectionField field, FieldEdits edits) {
    LoopHttp shared = conversation.shared();
    ByteBuffer bytes = shared.buffer();
    return shared.writer().response(bytes, head, length, field, edits) ? bytes : null;
  }

  private void relay(ResponseHead head) {
    FieldEdits edits = edits(head);
    if (edits == null) {
      return;
    }
    Frame frame = frame(head);
    if (head.keepsAlive()
        && frame != Frame.UNTIL_CLOSE
        && conversation.settings().persistence() == Persistence.KEEP_ALIVE) {
      link.keeps();
    }
    boolean close =
        !request.keepsAlive()
            || conversation.ending()
            || !exchange.request().sent()
            || frame == Frame.UNTIL_CLOSE
            || frame == Frame.UNCHUNKED;
    ByteBuffer bytes =
        bytes(head, length(head), ConnectionField.of(close, request.minorVersion()), edits);
    if (bytes == null) {
      bad(TOO_LARGE);
      return;
    }
    exchange.responded(head.status());
    if (close) {
      exchange.closes();
    }
    long small = frame == Frame.LENGTH ? head.contentLength() : Long.MAX_VALUE;
    if (small <= Body.SMALL && small <= bytes.remaining() && server.available() >= small) {
      bytes.put(server.received().limit((int) small));
      server.consume((int) small);
      frame = Frame.NONE;
    }
    client.write(bytes.flip());
    if (Body.isNone(frame, head.contentLength())) {
      exchange.finish(Termination.NORMAL);
      return;
    }
    Body current =
        new Body(conversation.shared(), server, client, frame, head.contentLength(), edits, this);
    body = current;
    current.start();
  }

  /** What filters and cookies change; null if a filter failed, which is then told. */
  private @Nullable FieldEdits edits(ResponseHead head) {
    FieldEdits edits = Edits.ofResponse(exchange, head.status());
    if (edits == null) {
      exchange.fail(500, "filter failed", new Termination('I', 'H'));
      return null;
    }
    Stickiness cookies = exchange.stickiness();
    return cookies == null ? edits : cookies.response(request, head, link.attempts(), edits);
  }

  /** RFC 9112 section 6.3. */
  private Frame frame(ResponseHead head) {
    int status = head.status();
    if (request.method().equals("HEAD") || status == 204 || status == 304) {
      return Frame.NONE;
    }
    if (head.chunked()) {
      return request.minorVersion() > 0 ? Frame.CHUNKED : Frame.UNCHUNKED;
    }
    return head.contentLength() >= 0 ? Frame.LENGTH : Frame.UNTIL_CLOSE;
  }

  private long length(ResponseHead head) {
    if (head.chunked()) {
      // RFC 9112 section 6.1: never to HTTP/1.0.
      return request.minorVersion() == 0 ? HeadWriter.NO_LENGTH : HeadWriter.CHUNKED;
    }
    return head.contentLength();
  }

  // The body

  @Override
  public void bodyDone(Body done) {
    exchange.finish(Termination.NORMAL);
  }

  @Override
  public void bodyBroken(Body broken, String why) {
    exchange.facts().why(why);
    exchange.cutByServer();
  }

  // The tunnel

  private void upgrade(ResponseHead head) {
    if (!request.upgrades() || !head.upgrades() || !exchange.request().sent()) {
      bad("an upgrade nobody asked for");
      return;
    }
    FieldEdits edits = edits(head);
    if (edits == null) {
      return;
    }
    ByteBuffer bytes = bytes(head, HeadWriter.NO_LENGTH, ConnectionField.UPGRADE, edits);
    if (bytes == null) {
      bad(TOO_LARGE);
      return;
    }
    client.write(bytes.flip());
    exchange.responded(101);
    exchange.silence().stop();
    Frontend frontend = conversation.frontend();
    Duration idle = Objects.requireNonNullElse(frontend.tunnel(), Relay.DEFAULT_TUNNEL);
    Duration serverFin = exchange.facts().requireRoute().backend().serverFin();
    Relay both =
        new Relay(
            new Relay.Side(client, idle, frontend.clientFin()),
            new Relay.Side(server, idle, serverFin),
            this::tunnelEnded);
    tunnel = both;
    both.start(conversation.clientEnded());
  }

  private void tunnelEnded(Termination termination) {
    link.forget();
    exchange.finish(termination);
  }

  /** Ends the tunnel at once. */
  void cut(Termination reason) {
    Relay both = tunnel;
    if (both != null) {
      both.cut(reason);
    }
  }
}
