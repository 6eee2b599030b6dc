package dev.sluice.runtime.net.channels;

import dev.sluice.runtime.net.Dial;
import dev.sluice.runtime.net.DialHandler;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;
import dev.sluice.runtime.net.TimerWheel;
import dev.sluice.runtime.net.dns.DnsResolver;
import dev.sluice.runtime.net.dns.Resolver;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.socket.SocketChannel;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Netty event loop with its timers, and the settings of the channels on it. */
public final class ChannelLoop implements Loop, TimerWheel.Alarm {

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  private final VertxInternal vertx;
  private final ChannelTransport transport;
  private final ContextInternal context;
  private final EventLoop eventLoop;
  private final TimerWheel timers;
  private final @Nullable FixedEpoll epoll;

  ChannelLoop(
      VertxInternal vertx,
      ContextInternal context,
      ChannelTransport transport,
      @Nullable FixedEpoll epoll) {
    this.vertx = vertx;
    this.transport = transport;
    this.context = context;
    this.eventLoop = context.nettyEventLoop();
    this.timers = new TimerWheel(this);
    this.epoll = epoll;
  }

  /**
   * Adds a descriptor to the loop's epoll instance; on the loop's thread.
   *
   * @throws IOException if epoll refuses it
   */
  public IoRegistration register(EpollIoHandle handle) throws IOException {
    try {
      return requireEpoll().registerPlain(handle);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** Runs something behind the events of this turn, or of the next one; must not throw. */
  public void afterEvents(Runnable work) {
    requireEpoll().afterEvents(work);
  }

  /** The number of the batch of events that is handled now, or was last. */
  public long turn() {
    return requireEpoll().turn();
  }

  private FixedEpoll requireEpoll() {
    FixedEpoll current = epoll;
    if (current == null) {
      throw new IllegalStateException("not on epoll: " + transport);
    }
    return current;
  }

  /** Asks name servers, on this loop. */
  Resolver resolver(List<InetSocketAddress> nameServers) {
    return new DnsResolver(
        eventLoop,
        vertx.transport().datagramChannelFactory(),
        () -> (SocketChannel) vertx.transport().channelFactory(false).newChannel(),
        nameServers,
        work -> {
          var _ =
              vertx.executeBlocking(
                  () -> {
                    work.run();
                    return null;
                  },
                  false);
        });
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  VertxInternal vertx() {
    return vertx;
  }

  Channel newChannel(SocketAddress address) {
    return transport.channel(address);
  }

  /** Whether writing may stall for ever on a channel whose input has ended. */
  boolean losesWaitForRoom() {
    return transport == ChannelTransport.IO_URING;
  }

  /** Settings that every channel of a session has, on either side. */
  void configure(Channel channel) {
    ChannelConfig config = channel.config();
    config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    // After a failed write there may still be an answer to read.
    config.setAutoClose(false);
    config.setWriteBufferWaterMark(WATER_MARK);
    // One read, then a flush: what a fast sender can pile up for a slow reader is this and the
    // mark.
    RecvByteBufAllocator allocator =
        new AdaptiveRecvByteBufAllocator(2048, 8192, 128 * 1024).maxMessagesPerRead(1);
    config.setRecvByteBufAllocator(allocator);
  }

  /** As {@link #configure}, for a channel that is about to connect. */
  void configureDialled(Channel channel) {
    configure(channel);
    // The session holds the time limit; Netty would schedule and cancel a task each time. Netty
    // sets TCP_NODELAY by itself.
    channel.config().setConnectTimeoutMillis(0);
  }

  @Override
  public Dial dial(SocketAddress address, DialHandler handler) {
    ChannelDial dial = new ChannelDial(this, handler);
    dial.start(address);
    return dial;
  }

  @Override
  public Timer timer(Runnable action) {
    return timers.timer(action);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // never cancelled: a wake-up too many does nothing
  public void wake(long nanos) {
    eventLoop.schedule(timers::run, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void execute(Runnable action) {
    eventLoop.execute(action);
  }

  @Override
  public boolean inLoop() {
    return eventLoop.inEventLoop();
  }

  @Override
  public Context context() {
    return context;
  }
}
