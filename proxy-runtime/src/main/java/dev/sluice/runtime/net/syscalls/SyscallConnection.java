package dev.sluice.runtime.net.syscalls;

import dev.sluice.runtime.net.AbortiveClose;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.LingeringClose;
import dev.sluice.runtime.net.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection on a socket that epoll tells of edge by edge: what it has told is remembered until
 * it was used up, so pausing and resuming cost no call.
 *
 * <p>Bytes are received into the loop's buffer and handed on from there; only what nobody takes at
 * once is copied. Receiving happens in an event of this connection or in {@link #later}, never
 * within a call of another one, so that the buffer has one user at a time.
 */
final class SyscallConnection implements Connection, SyscallSocket.Owner {

  private static final long ALL = Long.MAX_VALUE;

  /** How often one connection receives before the others get their turn. */
  private static final int RECEIVES_A_TURN = 4;

  /** A stream that comes in pieces of this size is spliced. */
  private static final int BULK = 32 * 1024;

  /**
   * Who was heard of so lately is not asked whether there is more: under load that would be a call
   * for each request, and what comes a moment after the call is seen as late.
   */
  private static final long JUST_NOW_NANOS = 1_000_000;

  private final SyscallLoop loop;
  private final Kernel kernel;
  private final SyscallSocket socket;
  private final int fd;
  private final SocketAddress remote;
  private @Nullable SocketAddress local;
  private final boolean dialled;
  private final Inbox inbox;
  private @Nullable ConnectionHandler handler;

  /** Where received bytes go; null if not forwarding. */
  private @Nullable SyscallConnection to;

  /** How many bytes may yet go there. */
  private long toForward;

  /** Whose bytes come here; it is told when this one can take more. */
  private @Nullable SyscallConnection from;

  private @Nullable Outbox outbox;
  private @Nullable IOException failure;
  private @Nullable LingeringClose lingering;
  private @Nullable AbortiveClose aborting;
  private long received;
  private long sent;
  private long active;
  @Nullable SyscallConnection nextLater;

  /** There may be something to receive that epoll will not tell of again. */
  private boolean readable;

  /** FIN is in: a short read is the last one. */
  private boolean hungUp;

  /** An error waits behind what can still be received. */
  private boolean failed;

  private boolean paused;
  private boolean bulk;
  private boolean delays;
  private boolean inputEnded;
  private boolean outputBroken;
  private boolean finishing;
  private boolean closing;
  private boolean closed;
  private boolean queuedLater;
  private boolean forwarded;
  private boolean drained;

  private SyscallConnection(
      SyscallLoop loop,
      SyscallSocket socket,
      SocketAddress remote,
      @Nullable SocketAddress local,
      boolean dialled) {
    this.loop = loop;
    this.kernel = loop.kernel();
    this.socket = socket;
    this.fd = socket.intValue();
    this.remote = remote;
    this.local = local;
    this.dialled = dialled;
    this.inbox = new Inbox(loop);
    this.delays = dialled && remote instanceof InetSocketAddress;
    this.active = loop.turnTime();
    socket.owner(this);
  }

  /**
   * A connection from a client.
   *
   * @param local null: ask the kernel
   */
  static SyscallConnection accepted(
      SyscallLoop loop, SyscallSocket socket, SocketAddress remote, @Nullable SocketAddress local) {
    loop.clients(1);
    return new SyscallConnection(loop, socket, remote, local, false);
  }

  /** A connection to a server, to which so many bytes were sent already. */
  static SyscallConnection dialled(
      SyscallLoop loop, SyscallSocket socket, SocketAddress remote, int opened) {
    SyscallConnection connection = new SyscallConnection(loop, socket, remote, null, true);
    connection.sent = opened;
    return connection;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public SocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public SocketAddress localAddress() {
    SocketAddress known = local;
    if (known == null) {
      known =
          !closed && kernel.localAddress(fd) >= 0
              ? SocketAddresses.read(kernel.address())
              : SocketAddresses.UNNAMED;
      local = known;
    }
    return known;
  }

  @Override
  public void handler(ConnectionHandler newHandler) {
    this.handler = newHandler;
  }

  private ConnectionHandler requireHandler() {
    ConnectionHandler current = handler;
    if (current == null) {
      throw new IllegalStateException("no handler was set when the connection was handed over");
    }
    return current;
  }

  // Events

  @Override
  public void ready(int events) {
    try {
      if ((events & SyscallSocket.OUT) != 0) {
        flush();
      }
      if ((events & ~SyscallSocket.OUT) != 0 && !closed) {
        boolean error = (events & SyscallSocket.ERR) != 0;
        readable = !inputEnded;
        failed |= error;
        hungUp = !error && (events & SyscallSocket.RDHUP) != 0;
        if (error && (inputEnded || paused)) {
          // Nothing that is received would tell.
          checkCut();
        }
        read();
      }
    } catch (Throwable e) {
      loop.fault(this, e);
    }
  }

  private void checkCut() {
    int errno = kernel.takeError(fd);
    if (errno != 0) {
      fail("connection", errno);
    }
  }

  /** What was put off to the end of the turn. */
  void later() {
    queuedLater = false;
    if (closed) {
      ConnectionHandler current = handler;
      if (current != null) {
        handler = null;
        current.closed(this, failure);
      }
      return;
    }
    if (drained) {
      drained = false;
      requireHandler().drained(this);
    }
    tellForwarded();
    read();
  }

  private void putOff() {
    if (!queuedLater) {
      queuedLater = true;
      loop.later(this);
    }
  }

  /** Reads on, at the end of the turn, if there is something to read and somebody to take it. */
  private void readLater() {
    if (closed) {
      return;
    }
    if (forwarded || (readable && mayRead())) {
      putOff();
    }
  }

  // Receiving

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    readLater();
  }

  private boolean mayRead() {
    if (paused || inputEnded || closed || forwarded) {
      return false;
    }
    SyscallConnection target = to;
    return target == null ? room() > 0 : !target.unsent();
  }

  private int room() {
    return closing ? WINDOW : WINDOW - inbox.kept();
  }

  private void read() {
    for (int i = 0; readable && mayRead(); i++) {
      if (i == RECEIVES_A_TURN) {
        putOff();
        return;
      }
      SyscallConnection target = to;
      if (target != null && bulk && !closing && target.takes()) {
        splice(target);
      } else {
        receive(target);
      }
    }
  }

  private void receive(@Nullable SyscallConnection target) {
    long most = Math.min(SyscallLoop.BUFFER, target == null ? room() : toForward);
    long n = kernel.receive(fd, loop.bufferAddress(), most);
    if (n <= 0) {
      noneReceived(n, "receive");
      return;
    }
    received += n;
    active = loop.turnTime();
    bulk = n >= BULK;
    // Behind the bytes before a reset there is the reset, which epoll has told of already.
    readable = n == most || failed;
    boolean last = !readable && hungUp;
    if (closing) {
      // Nobody wants it any more.
    } else if (target != null) {
      target.sendReceived((int) n);
      count(n);
      tellForwarded();
    } else {
      inbox.add((int) n);
      requireHandler().received(this);
      inbox.keep();
    }
    if (last && forwarded) {
      // That is told first; the next receive then finds the end.
      readable = true;
    } else if (last && !closed) {
      endInput();
    }
  }

  private void noneReceived(long result, String call) {
    if (result == 0) {
      endInput();
    } else if (result == -Errno.EAGAIN) {
      readable = false;
    } else if (result != -Errno.EINTR) {
      fail(call, (int) -result);
    }
  }

  private void splice(SyscallConnection target) {
    Outbox box = target.box();
    Pipe pipe = box.pipe();
    if (pipe == null) {
      bulk = false;
      return;
    }
    long n = pipe.fill(fd, Math.min(pipe.capacity(), toForward));
    if (n > 0) {
      received += n;
      active = loop.turnTime();
      // Small pieces are copied at less cost, and the next large one is noticed.
      bulk = n >= BULK;
      target.flush();
      count(n);
      tellForwarded();
      return;
    }
    box.returnPipe();
    int errno = (int) -n;
    if (Errno.unsupported(errno)) {
      loop.pipes().forbid(errno);
      bulk = false;
    } else {
      noneReceived(n, "splice");
    }
  }

  private void endInput() {
    inputEnded = true;
    readable = false;
    if (outputBroken) {
      // Both directions are dead; what broke the output is the reason, not this end.
      closeNow();
    } else if (!closing) {
      requireHandler().ended(this);
    }
  }

  @Override
  public ByteBuffer received() {
    return inbox.bytes();
  }

  @Override
  public int available() {
    return inbox.size();
  }

  @Override
  public void consume(int count) {
    if (inbox.consume(count)) {
      readLater();
    }
  }

  @Override
  public void forward(Connection target) {
    forward(target, ALL);
  }

  @Override
  public void forward(Connection target, long bytes) {
    SyscallConnection destination = (SyscallConnection) target;
    to = destination;
    toForward = bytes;
    destination.from = this;
    int count = (int) Math.min(available(), bytes);
    if (count > 0) {
      destination.write(received().limit(count));
      consume(count);
    }
    count(count);
    readLater();
  }

  /** So many bytes were handed over. */
  private void count(long bytes) {
    if (toForward != ALL) {
      toForward -= bytes;
      forwarded = toForward == 0;
    }
  }

  /** Once all that was to be forwarded is, and the target has taken it. */
  private void tellForwarded() {
    SyscallConnection target = to;
    if (forwarded && target != null && !target.unsent()) {
      forwarded = false;
      to = null;
      target.from = null;
      requireHandler().forwarded(this);
    }
  }

  // Sending

  @Override
  public void write(ByteBuffer bytes) {
    if (bytes.isDirect()) {
      send(bytes, loop.address(bytes));
    } else if (takes()) {
      boolean first = !unsent();
      box().add(bytes);
      if (first) {
        flush();
      }
    }
  }

  /** Whether bytes that come now will be sent. */
  private boolean takes() {
    return !(outputBroken || finishing || closing || closed);
  }

  private Outbox box() {
    Outbox box = outbox;
    if (box == null) {
      box = new Outbox(loop);
      outbox = box;
    }
    return box;
  }

  /** Sends bytes, and keeps what the kernel does not take; {@code address} is that of the bytes. */
  private void send(ByteBuffer bytes, long address) {
    int taken = give(address, bytes.remaining());
    if (taken < bytes.remaining()) {
      box().add(bytes.position(bytes.position() + taken));
    }
  }

  /** The same for what is at the front of the loop's buffer; most of it needs no view of it. */
  private void sendReceived(int count) {
    int taken = give(loop.bufferAddress(), count);
    if (taken < count) {
      box().add(loop.view(taken, count));
    }
  }

  /**
   * Gives bytes to the kernel, unless others wait before them.
   *
   * @return how many need no more care: all of them also if none can be sent any more
   */
  private int give(long address, int count) {
    if (!takes()) {
      return count;
    }
    if (unsent()) {
      return 0;
    }
    hurry();
    long n = kernel.send(fd, address, count);
    if (n < 0 && n != -Errno.EAGAIN) {
      breakOutput((int) -n);
      return count;
    }
    if (n > 0) {
      sent += n;
      active = loop.turnTime();
    }
    if (n < count) {
      waitForRoom();
    }
    return (int) Math.max(n, 0);
  }

  /** The first segment is never delayed, so only who sends a second one has to forbid it. */
  private void hurry() {
    if (delays && sent > 0) {
      delays = false;
      kernel.noDelay(fd);
    }
  }

  private void waitForRoom() {
    socket.interest(SyscallSocket.READS_AND_WRITES);
  }

  private void flush() {
    Outbox box = outbox;
    if (box == null || box.size() == 0 || closed) {
      return;
    }
    hurry();
    long n = box.flush(fd);
    if (n < 0 && n != -Errno.EAGAIN) {
      breakOutput((int) -n);
      return;
    }
    if (n > 0) {
      sent += n;
      active = loop.turnTime();
    }
    if (box.size() > 0) {
      waitForRoom();
    } else {
      allSent();
    }
  }

  private void allSent() {
    if (closing) {
      if (aborting == null) {
        closeNow();
      }
      return;
    }
    if (finishing) {
      kernel.shutdownOutput(fd);
    }
    SyscallConnection source = from;
    if (source != null) {
      source.readLater();
    }
    drained = true;
    putOff();
  }

  /** A failed write; there may still be an answer to read. */
  private void breakOutput(int errno) {
    outputBroken = true;
    if (failure == null) {
      failure = Errno.exception("send", errno);
    }
    Outbox box = outbox;
    if (box != null) {
      box.clear();
    }
    if (inputEnded || closing) {
      closeNow();
      return;
    }
    SyscallConnection source = from;
    if (source != null) {
      source.readLater();
    }
  }

  @Override
  public void finish() {
    if (!finishing && !closing && !closed) {
      finishing = true;
      if (!unsent()) {
        kernel.shutdownOutput(fd);
      }
    }
  }

  // The end

  @Override
  public void close() {
    if (closing || closed) {
      return;
    }
    closing = true;
    to = null;
    inbox.release();
    if (unsent()) {
      LingeringClose end = new LingeringClose(this);
      lingering = end;
      end.start();
      readLater();
    } else {
      closeNow();
    }
  }

  @Override
  public void abort() {
    if (closing || closed) {
      return;
    }
    closing = true;
    to = null;
    inbox.release();
    AbortiveClose end = new AbortiveClose(this, () -> unsent() || kernel.unacknowledged(fd) > 0);
    aborting = end;
    end.start();
  }

  @Override
  public void reset() {
    if (!closed) {
      closing = true;
      kernel.lingerZero(fd);
      closeNow();
    }
  }

  private void fail(String call, int errno) {
    if (failure == null) {
      failure = Errno.exception(call, errno);
    }
    closeNow();
  }

  private void closeNow() {
    if (closed) {
      return;
    }
    if (!dialled && local == null) {
      // The log may ask for it later.
      localAddress();
    }
    closed = true;
    if (!dialled) {
      loop.clients(-1);
    }
    socket.discard();
    inbox.release();
    Outbox box = outbox;
    if (box != null) {
      box.clear();
    }
    cancelEnds();
    SyscallConnection source = from;
    if (source != null) {
      source.readLater();
    }
    putOff();
  }

  private void cancelEnds() {
    if (lingering != null) {
      lingering.cancel();
    }
    if (aborting != null) {
      aborting.cancel();
    }
  }

  // Figures

  @Override
  public long bytesReceived() {
    return received;
  }

  @Override
  public long bytesSent() {
    return sent;
  }

  @Override
  public boolean fresh() {
    boolean quiet =
        !(closed || closing || inputEnded || outputBroken || readable || inbox.kept() > 0);
    // Events of this turn may not have come yet, so flags alone do not tell.
    return quiet && (loop.nanoTime() - active < JUST_NOW_NANOS || kernel.silent(fd));
  }

  @Override
  public boolean full() {
    return unsent();
  }

  @Override
  public boolean unsent() {
    Outbox box = outbox;
    return box != null && box.size() > 0;
  }

  @Override
  public long lastActive() {
    return active;
  }
}
