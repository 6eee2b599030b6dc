package dev.sluice.runtime.exchange;

import dev.sluice.runtime.http.forward.HeadWriter;
import dev.sluice.runtime.http.response.ResponseParser;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.session.Session;
import dev.sluice.runtime.session.TakenOver;
import dev.sluice.runtime.session.Takeover;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the conversations of one loop share; confined to its thread. */
public final class LoopHttp implements Takeover {

  /** More than any head that is received and a small body; what edits add may take it all. */
  private static final int BUFFER = 128 * 1024;

  private final ServerPool pool;
  private final HeadWriter writer = new HeadWriter();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private @Nullable ResponseParser spare;

  /** For the conversations of a loop. */
  public LoopHttp(Loop loop) {
    this.pool = new ServerPool(loop);
  }

  @Override
  public TakenOver begin(Session session, Connection client, boolean ended) {
    Conversation conversation = new Conversation(session, client, this);
    conversation.start(ended);
    return conversation;
  }

  ServerPool pool() {
    return pool;
  }

  HeadWriter writer() {
    return writer;
  }

  /** A parser for one response; nearly all come whole, so that one serves all in turn. */
  ResponseParser borrowParser() {
    ResponseParser parser = spare;
    spare = null;
    return parser == null ? new ResponseParser() : parser;
  }

  /** Takes a parser back that is done. */
  void giveBack(ResponseParser parser) {
    parser.reset();
    spare = parser;
  }

  /** An empty buffer for a head; whoever had it before is done with it. */
  ByteBuffer buffer() {
    return buffer.clear();
  }
}
