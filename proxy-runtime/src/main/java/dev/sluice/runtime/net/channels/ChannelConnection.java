package dev.sluice.runtime.net.channels;

import dev.sluice.runtime.net.AbortiveClose;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.LingeringClose;
import dev.sluice.runtime.net.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection on a Netty channel: one inbound handler. On accepted channels it stands before
 * Vert.x's own, which sees no bytes but must stay: NetServer counts and closes by it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // outcomes arrive as channel events
final class ChannelConnection extends ChannelInboundHandlerAdapter implements Connection {

  private static final Logger log = LoggerFactory.getLogger(ChannelConnection.class);
  private static final long ALL = Long.MAX_VALUE;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ChannelLoop loop;
  private final Channel channel;
  private SocketAddress remote = Addresses.UNKNOWN;
  private SocketAddress local = Addresses.UNKNOWN;
  private final @Nullable SocketAddress listening;
  private @Nullable ConnectionHandler handler;
  private @Nullable ChannelHandlerContext context;

  /** Received and not consumed; null if there is nothing. */
  private @Nullable ByteBuf waiting;

  /** Where received bytes go; null before {@link #forward}. */
  private @Nullable ChannelConnection to;

  /** How many bytes may yet go there. */
  private long toForward;

  private boolean forwarded;
  private boolean endsAfterForward;

  /** Whose bytes come here; it is told when this one can take more. */
  private @Nullable ChannelConnection from;

  private @Nullable IOException failure;
  private boolean paused;
  private boolean reading = true;
  private boolean news;
  private boolean unflushed;
  private boolean flushScheduled;
  private boolean inputEnded;
  private boolean outputBroken;
  private boolean finishing;
  private boolean closing;
  private boolean closed;
  private long received;
  private long queued;
  private long active;
  private long sentWhenActive;
  private @Nullable Unstall unstall;
  private @Nullable LingeringClose lingering;
  private @Nullable AbortiveClose aborting;
  private boolean behind;

  ChannelConnection(ChannelLoop loop, Channel channel) {
    this(loop, channel, null);
  }

  /** One that was accepted on an address. */
  ChannelConnection(ChannelLoop loop, Channel channel, @Nullable SocketAddress listening) {
    this.loop = loop;
    this.channel = channel;
    this.listening = listening;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  /** The connection stands from now on. */
  void open() {
    active = loop.nanoTime();
    remote = Addresses.ofJdk(channel.remoteAddress());
    // The kernel knows a Unix socket by the name that was bound, see SocketFile.
    local =
        listening instanceof UnixDomainSocketAddress unix
            ? unix
            : Addresses.ofJdk(channel.localAddress());
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
    return local;
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

  // Receiving

  @Override
  public void pause() {
    paused = true;
    updateReading();
  }

  @Override
  public void resume() {
    paused = false;
    updateReading();
  }

  private void updateReading() {
    ChannelConnection target = to;
    ByteBuf bytes = waiting;
    boolean wanted =
        !paused
            && (bytes == null || bytes.readableBytes() < WINDOW)
            && (target == null || target.outputBroken || target.channel.isWritable());
    // Once the input is shut, asking for reads again would fail in epoll (ENOENT).
    if (wanted != reading && !inputEnded && !closed) {
      reading = wanted;
      channel.config().setAutoRead(wanted);
    }
  }

  @Override
  public ByteBuffer received() {
    ByteBuf bytes = waiting;
    return bytes == null ? NOTHING : bytes.nioBuffer();
  }

  @Override
  public int available() {
    ByteBuf bytes = waiting;
    return bytes == null ? 0 : bytes.readableBytes();
  }

  @Override
  public void consume(int count) {
    ByteBuf bytes = waiting;
    if (bytes == null) {
      if (count != 0) {
        throw new IndexOutOfBoundsException(count);
      }
      return;
    }
    bytes.skipBytes(count);
    if (!bytes.isReadable()) {
      bytes.release();
      waiting = null;
    }
    updateReading();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    received += bytes.readableBytes();
    active = loop.nanoTime();
    if (closing) {
      bytes.release();
      return;
    }
    news = true;
    ChannelConnection target = to;
    if (target == null || forwarded) {
      keep(bytes);
    } else if (bytes.readableBytes() <= toForward) {
      int count = bytes.readableBytes();
      target.queue(bytes);
      count(count);
    } else {
      target.queue(bytes.readRetainedSlice((int) toForward));
      count(toForward);
      keep(bytes);
    }
  }

  /** So many bytes were handed over. */
  private void count(long bytes) {
    if (toForward != ALL) {
      toForward -= bytes;
      forwarded = toForward == 0;
    }
  }

  private void keep(ByteBuf bytes) {
    ByteBuf before = waiting;
    if (before == null) {
      waiting = bytes;
      return;
    }
    try {
      if (before.writableBytes() < bytes.readableBytes()) {
        ByteBuf larger =
            channel.alloc().buffer(2 * (before.readableBytes() + bytes.readableBytes()));
        larger.writeBytes(before);
        before.release();
        before = larger;
        waiting = larger;
      }
      before.writeBytes(bytes);
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    tellReceived();
  }

  private void tellReceived() {
    if (news) {
      news = false;
      ChannelConnection target = to;
      if (target != null) {
        target.flush();
        if (forwarded) {
          endForward();
        }
      } else {
        requireHandler().received(this);
      }
      updateReading();
    }
  }

  private void endForward() {
    ChannelConnection target = to;
    boolean takesMore = target != null && (target.closed || target.channel.isWritable());
    if (forwarded && takesMore && !closing && !closed) {
      forwarded = false;
      to = null;
      requireHandler().forwarded(this);
      if (endsAfterForward && !closed) {
        endsAfterForward = false;
        tellEnded();
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      endInput();
    } else if (event == ChannelOutputShutdownEvent.INSTANCE) {
      outputBroken |= !finishing;
    } else if (event != ChannelInputShutdownReadComplete.INSTANCE) {
      context.fireUserEventTriggered(event);
    }
  }

  private void endInput() {
    if (inputEnded || closed) {
      return;
    }
    // On io_uring the end of what was received may come in one completion with the end of all.
    tellReceived();
    inputEnded = true;
    endForward();
    if (forwarded) {
      // That is told first.
      endsAfterForward = true;
      return;
    }
    tellEnded();
  }

  private void tellEnded() {
    if (unsent()) {
      nudge();
    }
    if (outputBroken) {
      // Both directions are dead; what broke the output is the reason, not this end.
      closeChannel();
    } else if (!closing) {
      requireHandler().ended(this);
    }
  }

  // Sending

  @Override
  public void forward(Connection target) {
    forward(target, ALL);
  }

  @Override
  public void forward(Connection target, long limit) {
    ChannelConnection destination = (ChannelConnection) target;
    to = destination;
    toForward = limit;
    destination.from = this;
    ByteBuf bytes = waiting;
    if (bytes != null && bytes.readableBytes() <= limit) {
      int count = bytes.readableBytes();
      waiting = null;
      destination.queue(bytes);
      count(count);
    } else if (bytes != null) {
      destination.queue(bytes.readRetainedSlice((int) limit));
      count(limit);
    }
    destination.flush();
    if (forwarded) {
      loop.execute(this::endForward);
    }
    updateReading();
  }

  @Override
  public void write(ByteBuffer bytes) {
    queue(channel.alloc().buffer(bytes.remaining()).writeBytes(bytes));
    if (!flushScheduled) {
      // Often more follows in this turn (a forward, a finish), which then flushes for both.
      flushScheduled = true;
      loop.execute(() -> {
        flushScheduled = false;
        flush();
      });
    }
  }

  private void queue(ByteBuf bytes) {
    if (outputBroken || finishing || closed) {
      bytes.release();
      return;
    }
    queued += bytes.readableBytes();
    unflushed = true;
    channel.write(bytes, channel.voidPromise());
  }

  private void flush() {
    if (unflushed && !closed) {
      unflushed = false;
      channel.flush();
      if (unsent()) {
        behind = true;
        nudge();
      } else {
        active = loop.nanoTime();
      }
    }
  }

  private void nudge() {
    if (loop.losesWaitForRoom()) {
      unstall().start();
    }
  }

  private Unstall unstall() {
    Unstall current = unstall;
    if (current == null) {
      current = new Unstall(this, channel);
      unstall = current;
    }
    return current;
  }

  /** Runs an action once everything queued was given to the kernel. */
  private void whenSent(Runnable action) {
    if (!unsent()) {
      action.run();
    } else if (loop.losesWaitForRoom()) {
      unstall().whenSent(action);
    } else {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> action.run());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    ChannelConnection source = from;
    if (source != null) {
      source.endForward();
      source.updateReading();
    }
    ConnectionHandler current = handler;
    if (current != null && channel.isWritable() && !closed) {
      current.drained(this);
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void finish() {
    if (finishing || closing || closed) {
      return;
    }
    flush();
    finishing = true;
    // Netty's shutdownOutput drops what is queued.
    whenSent(() -> ((DuplexChannel) channel).shutdownOutput());
  }

  @Override
  public void close() {
    if (closing || closed) {
      return;
    }
    flush();
    closing = true;
    release();
    if (unsent()) {
      LingeringClose end = new LingeringClose(this);
      lingering = end;
      end.start();
    }
    whenSent(this::closeChannel);
  }

  @Override
  public void abort() {
    if (closing || closed) {
      return;
    }
    flush();
    closing = true;
    release();
    AbortiveClose end = new AbortiveClose(this, () -> unsent() || !KernelQueue.empty(channel));
    aborting = end;
    end.start();
  }

  @Override
  public void reset() {
    if (closed) {
      return;
    }
    closing = true;
    queued -= pending();
    if (channel instanceof SocketChannel socket && channel.isActive()) {
      try {
        socket.config().setSoLinger(0);
      } catch (RuntimeException e) {
        // The kernel knows the connection no more: it is reset already.
      }
    }
    closeChannel();
  }

  /**
   * From this handler's place in the pipeline: on accepted channels Vert.x's handler stands behind
   * it and would hold a close back until everything queued is sent.
   */
  private void closeChannel() {
    ChannelHandlerContext place = context;
    if (place == null) {
      throw new IllegalStateException("closed before it was in a pipeline");
    }
    place.close();
  }

  // The end

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
    if (error instanceof ChannelOutputShutdownException shut) {
      outputBroken = true;
      if (failure == null) {
        failure = shut.getCause() instanceof IOException io ? io : shut;
      }
      ChannelConnection source = from;
      if (source != null) {
        source.updateReading();
      }
      if (inputEnded) {
        closeChannel();
      }
    } else if (!(error instanceof ClosedChannelException)) {
      if (!(error instanceof IOException)) {
        // No peer can cause it: it is a fault of the proxy or of a plugin.
        log.error("internal error, the connection is closed", error);
      }
      if (failure == null) {
        failure = error instanceof IOException io ? io : new IOException(error);
      }
      queued -= pending();
      closeChannel();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!closed) {
      closed = true;
      release();
      cancelEnds();
      ConnectionHandler current = handler;
      if (current != null) {
        current.closed(this, failure);
      }
    }
    context.fireChannelInactive();
  }

  private void cancelEnds() {
    if (lingering != null) {
      lingering.cancel();
    }
    if (aborting != null) {
      aborting.cancel();
    }
  }

  private void release() {
    ByteBuf bytes = waiting;
    if (bytes != null) {
      waiting = null;
      bytes.release();
    }
  }

  /** Whether the peer has said that it sends no more. */
  boolean inputEnded() {
    return inputEnded;
  }

  // Figures

  @Override
  public long bytesReceived() {
    return received;
  }

  @Override
  public long bytesSent() {
    return queued - pending();
  }

  @Override
  public boolean fresh() {
    // Events of this turn may not have come yet, so flags alone do not tell.
    return !(closed || closing || inputEnded || outputBroken || waiting != null)
        && KernelInput.empty(channel);
  }

  @Override
  public boolean full() {
    return !closed && !channel.isWritable();
  }

  @Override
  public boolean unsent() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer != null && buffer.totalPendingWriteBytes() > 0;
  }

  private long pending() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    if (buffer == null || buffer.isEmpty()) {
      return 0;
    }
    long[] sum = {0};
    try {
      buffer.forEachFlushedMessage(message -> {
        sum[0] += ((ByteBuf) message).readableBytes();
        return true;
      });
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return sum[0];
  }

  @Override
  public long lastActive() {
    long sent = bytesSent();
    if (sent != sentWhenActive) {
      // What was not taken in the flush itself is taken without any event; it counts from when it
      // is noticed.
      sentWhenActive = sent;
      if (behind) {
        behind = unsent();
        active = loop.nanoTime();
      }
    }
    return active;
  }
}
