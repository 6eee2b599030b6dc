package dev.sluice.runtime.exchange;

import dev.sluice.runtime.http.body.ChunkReader;
import dev.sluice.runtime.http.body.ChunkReader.Step;
import dev.sluice.runtime.net.Connection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Moves the body of one message from one connection to another while it comes in, no faster than
 * the other one takes it, and never keeps it. Chunks are read and framed anew, so extensions and
 * odd framing end here. The owner passes the events of both connections on.
 */
final class Body {

  /** How the end of a body is told. */
  enum Frame {
    /** There is no body. */
    NONE,
    /** By a number of bytes. */
    LENGTH,
    /** In chunks, and so it goes on. */
    CHUNKED,
    /** In chunks; it goes on without, and ends with the connection. */
    UNCHUNKED,
    /** By the end of the connection. */
    UNTIL_CLOSE
  }

  /** Takes the end of a body: one of the two, once. */
  interface Outcome {
    /** All of it was handed over. */
    void bodyDone(Body body);

    /** Its framing is broken, or it ended too early. */
    void bodyBroken(Body body, String why);
  }

  private static final byte[] CRLF = {'\r', '\n'};

  private final Connection from;
  private final Connection to;
  private final Frame frame;
  private final Outcome outcome;
  private final @Nullable ChunkReader chunks;
  private long left;
  private boolean moving;
  private boolean betweenChunks;
  private boolean over;

  /**
   * A body that {@link #start}s later.
   *
   * @param length how many bytes, if that is how it is framed
   */
  Body(Connection from, Connection to, Frame frame, long length, Outcome outcome) {
    this.from = from;
    this.to = to;
    this.frame = frame;
    this.left = length;
    this.outcome = outcome;
    this.chunks = frame == Frame.CHUNKED || frame == Frame.UNCHUNKED ? new ChunkReader() : null;
    this.over = frame == Frame.NONE || (frame == Frame.LENGTH && length == 0);
  }

  /** Whether nothing is left to move. */
  boolean over() {
    return over;
  }

  /** Begins; does nothing if there is nothing to move. */
  void start() {
    if (over) {
      return;
    }
    if (frame == Frame.LENGTH) {
      move(left);
    } else if (frame == Frame.UNTIL_CLOSE) {
      moving = true;
      from.forward(to);
    } else {
      received();
    }
  }

  private void move(long bytes) {
    moving = true;
    from.forward(to, bytes);
  }

  /** More was received from where the body comes. */
  void received() {
    ChunkReader reader = chunks;
    while (reader != null && !moving && !over && !to.full()) {
      Step step = reader.next(from.received());
      from.consume(reader.consumed());
      switch (step) {
        case MORE -> {
          return;
        }
        case DATA -> chunk(reader.dataLength());
        case END -> end(reader);
        case BAD -> broken(String.valueOf(reader.fault()));
      }
    }
  }

  private void chunk(long size) {
    if (frame == Frame.CHUNKED) {
      String line = (betweenChunks ? "\r\n" : "") + Long.toHexString(size) + "\r\n";
      to.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
      betweenChunks = true;
    }
    ByteBuffer bytes = from.received();
    if (bytes.remaining() >= size) {
      to.write(bytes.limit((int) size));
      from.consume((int) size);
    } else {
      move(size);
    }
  }

  private void end(ChunkReader reader) {
    if (frame == Frame.CHUNKED) {
      String last = betweenChunks ? "\r\n0\r\n" : "0\r\n";
      to.write(ByteBuffer.wrap(last.getBytes(StandardCharsets.US_ASCII)));
      var trailer = reader.trailer();
      StringBuilder lines = new StringBuilder();
      for (int field = 0; field < trailer.count(); field++) {
        lines.append(trailer.name(field)).append(": ").append(trailer.value(field)).append("\r\n");
      }
      to.write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.ISO_8859_1)));
      to.write(ByteBuffer.wrap(CRLF));
    }
    done();
  }

  /** What was to be moved was. */
  void forwarded() {
    moving = false;
    if (frame == Frame.LENGTH) {
      done();
    } else {
      received();
    }
  }

  /** The one that gets it can take more. */
  void drained() {
    received();
  }

  /** Where it comes from has ended. */
  void ended() {
    if (over) {
      return;
    }
    if (frame == Frame.UNTIL_CLOSE) {
      done();
    } else {
      broken("it ended in the middle of a body");
    }
  }

  private void done() {
    over = true;
    outcome.bodyDone(this);
  }

  private void broken(String why) {
    over = true;
    outcome.bodyBroken(this, why);
  }
}
