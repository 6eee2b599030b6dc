package dev.sluice.runtime.net.syscalls;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a socket has not taken yet: copied bytes first, then what is in a pipe. It takes no bytes
 * for copying while a pipe holds some, so the order is kept.
 */
final class Outbox {

  private final SyscallLoop loop;
  private final ArrayDeque<ByteBuf> copied = new ArrayDeque<>(2);
  private @Nullable Pipe pipe;
  private long size;

  Outbox(SyscallLoop loop) {
    this.loop = loop;
  }

  /** How many bytes wait. */
  long size() {
    Pipe held = pipe;
    return held == null ? size : size + held.held();
  }

  /** Copies bytes behind those that wait already. */
  void add(ByteBuffer bytes) {
    Pipe held = pipe;
    int count = bytes.remaining();
    if (held != null && held.held() > 0) {
      throw new IllegalStateException("bytes behind those in a pipe");
    }
    ByteBuf last = copied.peekLast();
    if (last == null || last.writableBytes() < count) {
      last = loop.allocate(count);
      copied.addLast(last);
    }
    last.writeBytes(bytes);
    size += count;
  }

  /** The pipe through which bytes may come; null if there is none to be had. */
  @Nullable Pipe pipe() {
    Pipe held = pipe;
    if (held == null) {
      held = loop.pipes().lend();
      pipe = held;
    }
    return held;
  }

  /** Gives an empty pipe back. */
  void returnPipe() {
    Pipe held = pipe;
    if (held != null && held.held() == 0) {
      pipe = null;
      loop.pipes().giveBack(held);
    }
  }

  /**
   * Gives a socket what it takes.
   *
   * @return how many bytes it took; negative: the error, {@link Errno#EAGAIN} included, if it took
   *     none
   */
  long flush(int fd) {
    long sent = 0;
    ByteBuf next = copied.peekFirst();
    while (next != null) {
      ByteBuffer bytes = next.nioBuffer();
      long n = loop.kernel().send(fd, MemorySegment.ofBuffer(bytes).address(), bytes.remaining());
      if (n < 0) {
        return sent > 0 && n == -Errno.EAGAIN ? sent : n;
      }
      sent += n;
      size -= n;
      next.skipBytes((int) n);
      if (next.isReadable()) {
        return sent;
      }
      copied.removeFirst().release();
      next = copied.peekFirst();
    }
    long piped = drainPipe(fd);
    return piped >= 0 ? sent + piped : sent > 0 && piped == -Errno.EAGAIN ? sent : piped;
  }

  private long drainPipe(int fd) {
    Pipe held = pipe;
    if (held == null || held.held() == 0) {
      return 0;
    }
    // A short splice need not mean that the socket is full, and only EAGAIN brings an event.
    long sum = 0;
    while (held.held() > 0) {
      long n = held.drain(fd);
      if (n < 0) {
        return sum > 0 && n == -Errno.EAGAIN ? sum : n;
      }
      sum += n;
    }
    returnPipe();
    return sum;
  }

  /** Throws everything away. */
  void clear() {
    copied.forEach(ByteBuf::release);
    copied.clear();
    size = 0;
    Pipe held = pipe;
    if (held != null) {
      pipe = null;
      loop.pipes().giveBack(held);
    }
  }
}
