package dev.sluice.runtime.net.channels;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x transport with three changes: accepting runs on the event loops themselves (a thread of
 * its own costs 15 to 25 us a session when it shares the processor), the channels of binds can be
 * got at (NetServer cannot pause accepting) and do not accept before they are told to, and epoll is
 * cured ({@link FixedEpoll}).
 */
final class LoopTransport implements Transport {

  private final ChannelTransport kind;
  private final Transport transport;
  private final int threads;
  private final Map<ThreadAwareExecutor, FixedEpoll> epolls = new ConcurrentHashMap<>();
  private final Queue<ServerChannel> serverChannels = new ConcurrentLinkedQueue<>();
  private final Map<ServerChannel, InetSocketAddress> inUse = new ConcurrentHashMap<>();
  private @Nullable EventLoopGroup group;
  private volatile @Nullable Binding binding;

  /** What is being bound, by the thread that calls Vert.x for it. */
  private record Binding(Thread thread, SocketAddress address) {}

  LoopTransport(ChannelTransport kind, int threads) {
    this.kind = kind;
    this.transport = kind.implementation();
    this.threads = threads;
  }

  io.vertx.core.transport.Transport named() {
    return new TransportInternal(kind.word(), true, null, this);
  }

  /**
   * Listens on an address. Vert.x asks for the channel and its options while {@code listen} runs,
   * without saying what for; what else it asks for meanwhile, on other threads, is some plugin's
   * server and left as it is.
   */
  void binding(SocketAddress address, Runnable listen) {
    binding = new Binding(Thread.currentThread(), address);
    try {
      listen.run();
    } finally {
      binding = null;
    }
  }

  /** The bind that the calling thread is at; null if this is another's server. */
  private @Nullable Binding ownBinding() {
    Binding now = binding;
    return now != null && now.thread() == Thread.currentThread() ? now : null;
  }

  /** The channel that was bound to an address. */
  ServerChannel bound(SocketAddress address) {
    serverChannels.removeIf(channel -> !channel.isOpen());
    for (ServerChannel channel : serverChannels) {
      if (same(address, Addresses.ofJdk(channel.localAddress()))) {
        serverChannels.remove(channel);
        if (address instanceof InetSocketAddress internet) {
          inUse.put(channel, internet);
        }
        return channel;
      }
    }
    throw new IllegalStateException(
        "no listening channel for "
            + address
            + " among "
            + serverChannels.stream().map(Channel::localAddress).toList());
  }

  /**
   * Why an address cannot be bound at all, or beside one of the other family that is bound here;
   * null if nothing is known against it. The kernel would not say it as clearly.
   */
  @Nullable String obstacle(InetSocketAddress wanted) {
    if (kind != ChannelTransport.NIO
        && !ChannelTransport.isIpv4(wanted)
        && !Socket.isIPv6Preferred()) {
      return "there is no IPv6 (this machine has none, or Java was told so)";
    }
    inUse.keySet().removeIf(channel -> !channel.isOpen());
    for (InetSocketAddress bound : inUse.values()) {
      if (bound.getPort() == wanted.getPort()
          && ChannelTransport.isIpv4(bound) != ChannelTransport.isIpv4(wanted)
          && (kind.takesBothFamilies(bound) || kind.takesBothFamilies(wanted))) {
        return "cannot be bound together with "
            + bound.getAddress().getHostAddress()
            + " on the same port, as "
            + kind.word()
            + " has no sockets for one family alone (keep one of them; to replace it, reload"
            + " without it first)";
      }
    }
    return null;
  }

  /** io_uring's sockets show 0.0.0.0 as [::]; both cannot be bound to one port. */
  private static boolean same(SocketAddress wanted, SocketAddress bound) {
    return wanted.equals(bound)
        || (wanted instanceof InetSocketAddress a
            && bound instanceof InetSocketAddress b
            && a.getPort() == b.getPort()
            && a.getAddress().isAnyLocalAddress()
            && b.getAddress().isAnyLocalAddress());
  }

  @Override
  public synchronized EventLoopGroup eventLoopGroup(
      int type, int count, ThreadFactory threadFactory, int ioRatio) {
    EventLoopGroup loops = group;
    if (loops == null) {
      // Not the wrapped transport's: it would use its own handler factory, without the cure.
      loops = Transport.super.eventLoopGroup(IO_EVENT_LOOP_GROUP, threads, threadFactory, ioRatio);
      group = loops;
    }
    return loops;
  }

  @Override
  public IoHandlerFactory ioHandlerFactory() {
    IoHandlerFactory factory = transport.ioHandlerFactory();
    return transport instanceof EpollTransport ? FixedEpoll.factory(factory, epolls::put) : factory;
  }

  /** What drives an event loop; null if it is not epoll. */
  @Nullable FixedEpoll epoll(EventLoop loop) {
    return epolls.get(loop);
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    Binding own = ownBinding();
    if (own == null) {
      return transport.serverChannelFactory(domainSocket);
    }
    return () -> {
      ServerChannel channel = kind.serverChannel(own.address());
      serverChannels.add(channel);
      return channel;
    };
  }

  @Override
  public boolean supportsDomainSockets() {
    return transport.supportsDomainSockets();
  }

  @Override
  public boolean supportFileRegion() {
    return transport.supportFileRegion();
  }

  @Override
  public boolean isAvailable() {
    return transport.isAvailable();
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return transport.unavailabilityCause();
  }

  @Override
  public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
    return transport.convert(address);
  }

  @Override
  public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
    return transport.convert(address);
  }

  @Override
  @SuppressWarnings("deprecation") // the interface asks for it
  public DatagramChannel datagramChannel(@Nullable InternetProtocolFamily family) {
    return transport.datagramChannel(family);
  }

  @Override
  public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
    return transport.datagramChannelFactory();
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return transport.channelFactory(domainSocket);
  }

  @Override
  public void configure(DatagramChannel channel, DatagramSocketOptions options) {
    transport.configure(channel, options);
  }

  @Override
  public void configure(
      TcpConfig config, boolean domainSocket, io.netty.bootstrap.Bootstrap bootstrap) {
    transport.configure(config, domainSocket, bootstrap);
  }

  @Override
  public void configure(
      TcpConfig config, boolean domainSocket, io.netty.bootstrap.ServerBootstrap bootstrap) {
    transport.configure(config, domainSocket, bootstrap);
    // These are as they should be on a new socket; setting them again costs two calls a session.
    bootstrap.childOption(ChannelOption.TCP_NODELAY, null);
    bootstrap.childOption(ChannelOption.SO_KEEPALIVE, null);
    if (ownBinding() != null) {
      // Whoever listens resumes it once its configuration is in effect.
      bootstrap.option(ChannelOption.AUTO_READ, false);
    }
  }
}
