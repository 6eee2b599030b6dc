package dev.sluice.runtime.exchange;

import dev.sluice.api.HeaderField;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.frontend.Pages;
import dev.sluice.runtime.frontend.Pages.Framing;
import dev.sluice.runtime.http.Refusal;
import dev.sluice.runtime.http.forward.ConnectionField;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.session.Session;
import java.nio.ByteBuffer;
import java.util.List;

/** The end of a client's connection on which there was no request that could be read. */
final class NoRequest {

  private static final List<HeaderField> ALLOWED =
      List.of(new HeaderField("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));

  private final Conversation conversation;
  private final Connection client;
  private final Termination termination;
  private final long firstByte;
  private final long id = Session.nextId();

  NoRequest(Conversation conversation, Termination termination, long firstByte) {
    this.conversation = conversation;
    this.client = conversation.client();
    this.termination = termination;
    this.firstByte = firstByte;
  }

  /** Tells the client and the log why the request cannot be served. */
  void answer(Refusal refusal) {
    List<HeaderField> fields = refusal == Refusal.METHOD_NOT_ALLOWED ? ALLOWED : List.of();
    answer(refusal.status(), refusal.reason(), refusal.reason(), fields);
  }

  /** Tells the client a reason, and the log a shorter one. */
  void answer(int status, String reason, String why) {
    answer(status, reason, why, List.of());
  }

  private void answer(int status, String reason, String why, List<HeaderField> fields) {
    Framing framing = new Framing(ConnectionField.CLOSE, !Pages.beginsWithHead(client.received()));
    ByteBuffer page = conversation.settings().pages().error(status, reason, id, framing, fields);
    RequestFacts facts = facts();
    // Before the line of the log, which counts it.
    client.write(page);
    write(facts, status, why);
  }

  /** Tells only the log. */
  void log(int status, String why) {
    write(facts(), status, why);
  }

  private RequestFacts facts() {
    return new RequestFacts(conversation, id, null, firstByte);
  }

  private void write(RequestFacts facts, int status, String why) {
    if (conversation.frontend().logNull() || conversation.session().bytesFromClient() > 0) {
      facts.status(status);
      facts.why(why);
      facts.write(termination, null, null);
    }
  }
}
