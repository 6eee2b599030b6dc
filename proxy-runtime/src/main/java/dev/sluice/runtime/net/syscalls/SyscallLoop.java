package dev.sluice.runtime.net.syscalls;

import dev.sluice.runtime.net.Dial;
import dev.sluice.runtime.net.DialHandler;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;
import dev.sluice.runtime.net.channels.ChannelLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.vertx.core.Context;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of Vert.x's event loops, with what the connections on it share: the buffer they read into,
 * pipes, and a list of those that have something to do at the end of the turn.
 */
final class SyscallLoop implements Loop {

  /** What one call reads at most. */
  static final int BUFFER = 128 * 1024;

  private static final Logger log = LoggerFactory.getLogger(SyscallLoop.class);

  private final ChannelLoop loop;
  private final Kernel kernel = new Kernel();
  private final PipePool pipes = new PipePool(kernel);
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer front = buffer.duplicate();
  private ByteBuffer rest = front;
  private int restFrom;
  private final long bufferAddress = MemorySegment.ofBuffer(buffer).address();
  private ByteBuffer located = buffer;
  private long locatedAt = bufferAddress;
  private final Runnable runLater = this::runLater;
  private @Nullable SyscallConnection firstLater;
  private @Nullable SyscallConnection lastLater;
  private volatile int clients;
  private long timedTurn = -1;
  private long turnTime;

  SyscallLoop(ChannelLoop loop) {
    this.loop = loop;
  }

  Kernel kernel() {
    return kernel;
  }

  /** How many clients are connected here; other loops ask too. */
  int clients() {
    return clients;
  }

  /** One more client is connected here, or one less; on this loop's thread. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void clients(int change) {
    clients += change;
  }

  PipePool pipes() {
    return pipes;
  }

  /**
   * A part of what was received last, by whichever connection; valid until the next call, whose
   * position and limit it then has: nearly all begin at the front, or behind a head that is as long
   * as the last one, and these get the same view.
   */
  ByteBuffer view(int from, int to) {
    if (from == 0) {
      return front.clear().limit(to);
    }
    if (from != restFrom) {
      restFrom = from;
      rest = buffer.slice(from, buffer.capacity() - from);
    }
    return rest.clear().limit(to - from);
  }

  /** Where the bytes of a direct buffer are; most that are sent stand in the same one. */
  @SuppressWarnings("ReferenceEquality") // it is about memory, not about what is in it
  long address(ByteBuffer bytes) {
    if (bytes != located) {
      located = bytes;
      locatedAt = MemorySegment.ofBuffer(bytes).address() - bytes.position();
    }
    return locatedAt + bytes.position();
  }

  /** Where bytes are received to. */
  long bufferAddress() {
    return bufferAddress;
  }

  /** A buffer for bytes that must wait. */
  ByteBuf allocate(int atLeast) {
    return ByteBufAllocator.DEFAULT.directBuffer(atLeast);
  }

  /** Adds a descriptor to the epoll instance of this loop, without interest yet. */
  IoRegistration register(EpollIoHandle handle) throws IOException {
    return loop.register(handle);
  }

  /** The number of the turn: of the batch of events that is being handled. */
  long turn() {
    return loop.turn();
  }

  /** The time of this turn's first event, as {@link #nanoTime()}: exact enough, and one call. */
  long turnTime() {
    long turn = loop.turn();
    if (turn != timedTurn) {
      timedTurn = turn;
      turnTime = loop.nanoTime();
    }
    return turnTime;
  }

  /** Has {@link SyscallConnection#later} called when the events of this turn were handled. */
  void later(SyscallConnection connection) {
    SyscallConnection last = lastLater;
    lastLater = connection;
    if (last == null) {
      firstLater = connection;
      loop.afterEvents(runLater);
    } else {
      last.nextLater = connection;
    }
  }

  private void runLater() {
    SyscallConnection next = firstLater;
    firstLater = null;
    lastLater = null;
    while (next != null) {
      SyscallConnection current = next;
      next = current.nextLater;
      current.nextLater = null;
      try {
        current.later();
      } catch (Throwable e) {
        // The others in the list are to be told all the same.
        fault(current, e);
      }
    }
  }

  /** No peer can cause it: it is a fault of the proxy or of a plugin, or memory is used up. */
  void fault(SyscallConnection connection, Throwable error) {
    log.error("internal error, the connection is closed", error);
    connection.reset();
  }

  @Override
  public Dial dial(SocketAddress address, DialHandler handler) {
    SyscallDial dial = new SyscallDial(this, handler);
    dial.start(address);
    return dial;
  }

  @Override
  public Timer timer(Runnable action) {
    return loop.timer(action);
  }

  @Override
  public long nanoTime() {
    return loop.nanoTime();
  }

  @Override
  public void execute(Runnable action) {
    loop.execute(action);
  }

  @Override
  public boolean inLoop() {
    return loop.inLoop();
  }

  @Override
  public Context context() {
    return loop.context();
  }
}
