package dev.sluice.runtime.net.syscalls;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has received and nobody has taken: just now in the loop's buffer, and copied
 * from there only if it must wait.
 */
final class Inbox {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SyscallLoop loop;

  /** Null if there is nothing but what is in the loop's buffer. */
  private @Nullable ByteBuf kept;

  /** The part of the loop's buffer that came just now. */
  private int from;

  private int to;

  Inbox(SyscallLoop loop) {
    this.loop = loop;
  }

  /** So many bytes have been received into the loop's buffer. */
  void add(int count) {
    ByteBuf before = kept;
    if (before != null) {
      before.writeBytes(loop.view(0, count));
    } else {
      from = 0;
      to = count;
    }
  }

  /** The loop's buffer is needed for others: what is still in it is copied. */
  void keep() {
    if (from < to) {
      ByteBuffer rest = loop.view(from, to);
      kept = loop.allocate(rest.remaining()).writeBytes(rest);
    }
    from = 0;
    to = 0;
  }

  /** What there is; valid until something is consumed or received. */
  ByteBuffer bytes() {
    ByteBuf before = kept;
    if (before != null) {
      return before.nioBuffer();
    }
    return from < to ? loop.view(from, to) : NOTHING;
  }

  /**
   * Takes bytes off the front.
   *
   * @return whether there is more room for what has not been received yet
   */
  boolean consume(int count) {
    ByteBuf before = kept;
    if (before == null) {
      if (count > to - from) {
        throw new IndexOutOfBoundsException(count);
      }
      from += count;
      return false;
    }
    before.skipBytes(count);
    if (!before.isReadable()) {
      release();
    }
    return true;
  }

  /** How many bytes there are. */
  int size() {
    ByteBuf before = kept;
    return before == null ? to - from : before.readableBytes();
  }

  /** How many bytes had to be copied. */
  int kept() {
    ByteBuf before = kept;
    return before == null ? 0 : before.readableBytes();
  }

  /** Throws everything away. */
  void release() {
    from = 0;
    to = 0;
    ByteBuf before = kept;
    if (before != null) {
      kept = null;
      before.release();
    }
  }
}
