package dev.sluice.runtime.exchange;

import dev.sluice.api.session.Termination;
import dev.sluice.runtime.http.Refusal;
import dev.sluice.runtime.net.Connection;
import java.nio.ByteBuffer;

/** The end of a client's connection on which there was no request that could be read. */
final class NoRequest {

  private final Conversation conversation;
  private final Connection client;
  private final Termination termination;
  private final long firstByte;

  NoRequest(Conversation conversation, Termination termination, long firstByte) {
    this.conversation = conversation;
    this.client = conversation.client();
    this.termination = termination;
    this.firstByte = firstByte;
  }

  /** Tells the client and the log why the request cannot be served. */
  void answer(Refusal refusal) {
    String more =
        refusal == Refusal.METHOD_NOT_ALLOWED
            ? "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"
            : "";
    answer(refusal.status(), refusal.reason(), refusal.reason(), more);
  }

  /** Tells the client a reason, and the log a shorter one. */
  void answer(int status, String reason, String why) {
    answer(status, reason, why, "");
  }

  private void answer(int status, String reason, String why, String more) {
    long id = conversation.session().id();
    ByteBuffer page = Pages.page(status, reason, id, true, true, more);
    RequestLog log = requestLog();
    // Before the line of the log, which counts it.
    client.write(page);
    write(log, status, why);
  }

  /** Tells only the log. */
  void log(int status, String why) {
    write(requestLog(), status, why);
  }

  private RequestLog requestLog() {
    return new RequestLog(conversation, conversation.session().id(), null, firstByte);
  }

  private void write(RequestLog log, int status, String why) {
    if (conversation.frontend().logNull() || client.bytesReceived() > 0) {
      log.status(status);
      log.why(why);
      log.write(termination, null);
    }
  }
}
