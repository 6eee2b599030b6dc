package dev.sluice.runtime.exchange;

import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.body.ChunkReader;
import dev.sluice.runtime.http.body.ChunkReader.Step;
import dev.sluice.runtime.http.forward.FieldEdits;
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

  /** A body of this size that is there already goes out together with its head. */
  static final int SMALL = 16 * 1024;

  private static final String TOO_EARLY = "it ended in the middle of a body";

  /** The line of a chunk with those that end the last one. */
  private static final int CHUNK_LINE = 24;

  private final LoopHttp shared;
  private final Connection from;
  private final Connection to;
  private final Frame frame;
  private final FieldEdits edits;
  private final Outcome outcome;
  private final @Nullable ChunkReader chunks;
  private long left;
  private boolean moving;
  private boolean fromEnded;
  private boolean betweenChunks;
  private boolean over;

  /**
   * A body that {@link #start}s later; only if there is one.
   *
   * @param length how many bytes, if that is how it is framed
   * @param edits those of the head: what they take out of it is not let in behind the body
   */
  Body(
      LoopHttp shared,
      Connection from,
      Connection to,
      Frame frame,
      long length,
      FieldEdits edits,
      Outcome outcome) {
    this.shared = shared;
    this.from = from;
    this.to = to;
    this.frame = frame;
    this.left = length;
    this.edits = edits;
    this.outcome = outcome;
    this.chunks = frame == Frame.CHUNKED || frame == Frame.UNCHUNKED ? new ChunkReader() : null;
  }

  /** Whether nothing is there to move, so that no body is needed. */
  static boolean isNone(Frame frame, long length) {
    return frame == Frame.NONE || (frame == Frame.LENGTH && length == 0);
  }

  /** Whether nothing is left to move. */
  boolean over() {
    return over;
  }

  /** Begins. */
  void start() {
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
    if (reader == null || moving || over || to.full()) {
      return;
    }
    ByteBuffer out = shared.buffer();
    while (!moving && !over && !to.full()) {
      Step step = reader.next(from.received());
      from.consume(reader.consumed());
      if (step == Step.MORE) {
        break;
      }
      switch (step) {
        case DATA -> chunk(reader.dataLength(), out);
        case END -> end(reader, out);
        default -> {
          flush(out);
          broken(String.valueOf(reader.fault()));
          return;
        }
      }
    }
    flush(out);
    if (over) {
      outcome.bodyDone(this);
    } else if (fromEnded && (moving || !to.full())) {
      // Also behind a part of a chunk, whose rest will never come.
      broken(TOO_EARLY);
    }
  }

  /** Many small chunks go out in one piece. */
  private void chunk(long size, ByteBuffer out) {
    boolean whole = from.available() >= size;
    if (out.remaining() < CHUNK_LINE + (whole ? size : 0)) {
      flush(out);
    }
    if (frame == Frame.CHUNKED) {
      String line = (betweenChunks ? "\r\n" : "") + Long.toHexString(size) + "\r\n";
      out.put(line.getBytes(StandardCharsets.US_ASCII));
      betweenChunks = true;
    }
    if (!whole) {
      flush(out);
      move(size);
      return;
    }
    ByteBuffer bytes = from.received().limit((int) size);
    if (out.remaining() < size) {
      flush(out);
      to.write(bytes);
    } else {
      out.put(bytes);
    }
    from.consume((int) size);
  }

  private void flush(ByteBuffer out) {
    if (out.position() > 0) {
      to.write(out.flip());
      out.clear();
    }
  }

  private void end(ChunkReader reader, ByteBuffer out) {
    over = true;
    if (frame != Frame.CHUNKED) {
      return;
    }
    StringBuilder last = new StringBuilder(betweenChunks ? "\r\n0\r\n" : "0\r\n");
    FieldSection trailer = reader.trailer();
    for (int field = 0; field < trailer.count(); field++) {
      if (!edits.removes(trailer, field)) {
        last.append(trailer.name(field)).append(": ").append(trailer.value(field)).append("\r\n");
      }
    }
    byte[] bytes = last.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    if (out.remaining() < bytes.length) {
      flush(out);
    }
    out.put(bytes);
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

  /** Where it comes from has ended; what it has sent before may still be waiting. */
  void ended() {
    if (over) {
      return;
    }
    fromEnded = true;
    if (frame == Frame.UNTIL_CLOSE) {
      done();
    } else if (moving || !to.full()) {
      broken(TOO_EARLY);
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
