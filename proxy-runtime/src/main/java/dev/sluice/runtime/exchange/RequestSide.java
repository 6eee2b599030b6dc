package dev.sluice.runtime.exchange;

import dev.sluice.api.session.Termination;
import dev.sluice.runtime.config.model.HttpConfig.Persistence;
import dev.sluice.runtime.exchange.Body.Frame;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.forward.ConnectionField;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.net.Connection;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The request on its way from the client to a server: the head, and the body while it comes in. A
 * small body that is there already goes out together with the head.
 */
final class RequestSide implements Body.Outcome {

  /** RFC 9110 section 9.2.2. */
  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

  private final Exchange exchange;
  private final Conversation conversation;
  private final Connection client;
  private final Head head;
  private final Frame frame;
  private boolean begun;

  /** What follows the head; null if nothing does. */
  private @Nullable Body body;

  private FieldEdits edits = FieldEdits.NONE;

  /** How much of the body goes out with the head. */
  private int small;

  RequestSide(Exchange exchange) {
    this.exchange = exchange;
    this.conversation = exchange.conversation();
    this.client = conversation.client();
    this.head = exchange.head();
    this.frame = head.chunked() ? Frame.CHUNKED : head.hasBody() ? Frame.LENGTH : Frame.NONE;
  }

  /** What the server gets otherwise than the client has sent it. */
  void edits(FieldEdits all) {
    edits = all;
  }

  /** Whether it says that a body follows. */
  boolean hasBody() {
    return frame != Frame.NONE;
  }

  /** Whether it may be sent again to a server that has perhaps seen it. */
  boolean repeatable() {
    return !hasBody() && IDEMPOTENT.contains(head.method());
  }

  /** Whether a server has got the head. */
  boolean begun() {
    return begun;
  }

  /** Whether a server has got all of it. */
  boolean sent() {
    Body current = body;
    return begun && (current == null || current.over());
  }

  /** No server has got it. */
  void again() {
    begun = false;
    body = null;
  }

  /** The head, and a small body behind it; null if it does not fit. */
  @Nullable ByteBuffer bytes() {
    ByteBuffer bytes = conversation.shared().buffer();
    if (!conversation.shared().writer().request(bytes, head, connectionField(), edits)) {
      return null;
    }
    small = smallBody(bytes.remaining());
    if (small > 0) {
      bytes.put(client.received().limit(small));
    }
    return bytes.flip();
  }

  private ConnectionField connectionField() {
    if (head.upgrades()) {
      return ConnectionField.UPGRADE;
    }
    return conversation.settings().persistence() == Persistence.KEEP_ALIVE
        ? ConnectionField.NONE
        : ConnectionField.CLOSE;
  }

  /** The length of the body, if it is small, there already, and there is room; else 0. */
  private int smallBody(int room) {
    long length = frame == Frame.LENGTH ? head.contentLength() : 0;
    boolean there = client.available() >= length;
    return there && length <= Math.min(Body.SMALL, room) ? (int) length : 0;
  }

  /**
   * Sends it.
   *
   * @param opened how many of {@link #bytes} the server has got already
   */
  void send(Connection server, int opened) {
    // The same bytes as those of which some were sent: nothing has come in between.
    ByteBuffer bytes = bytes();
    if (bytes == null) {
      exchange.fail(431, "request head is too large", new Termination('P', 'R'));
      return;
    }
    server.write(bytes.position(opened));
    client.consume(small);
    begun = true;
    exchange.silence().serversTurn();
    Frame rest = small > 0 ? Frame.NONE : frame;
    if (!Body.isNone(rest, head.contentLength())) {
      move(server, rest);
    }
    exchange.silence().check();
  }

  private void move(Connection server, Frame rest) {
    Body current =
        new Body(conversation.shared(), client, server, rest, head.contentLength(), edits, this);
    body = current;
    boolean whole = rest == Frame.LENGTH && client.available() >= head.contentLength();
    current.start();
    if (conversation.clientEnded() && !whole) {
      // Its FIN came before there was a body to tell of it.
      current.ended();
    }
  }

  // Events of both connections

  void received() {
    Body current = body;
    if (current != null) {
      current.received();
    }
  }

  void forwarded() {
    Body current = body;
    if (current != null) {
      current.forwarded();
    }
  }

  void drained() {
    Body current = body;
    if (current != null) {
      current.drained();
    }
  }

  void ended() {
    Body current = body;
    if (current != null && !current.over()) {
      current.ended();
    }
  }

  @Override
  public void bodyDone(Body done) {
    exchange.silence().serversTurn();
  }

  @Override
  public void bodyBroken(Body broken, String why) {
    exchange.facts().why(why);
    if (conversation.clientEnded()) {
      exchange.cutByClient(true);
    } else {
      exchange.fail(400, why, new Termination('P', exchange.phase()));
    }
  }
}
