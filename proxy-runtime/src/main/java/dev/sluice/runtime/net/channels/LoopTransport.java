package dev.sluice.runtime.net.channels;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.TransportInternal;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.net.SocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x transport with three changes: accepting runs on the event loops themselves (a thread of
 * its own costs 15 to 25 us a session when it shares the processor), the channels of binds are told
 * to a consumer (NetServer cannot pause accepting), and epoll is cured ({@link FixedEpoll}).
 */
final class LoopTransport implements Transport {

  private final Transport transport;
  private final int threads;
  private final Consumer<ServerChannel> serverChannels;
  private @Nullable EventLoopGroup group;

  LoopTransport(Transport transport, int threads, Consumer<ServerChannel> serverChannels) {
    this.transport = transport;
    this.threads = threads;
    this.serverChannels = serverChannels;
  }

  io.vertx.core.transport.Transport named(String name) {
    return new TransportInternal(name, true, null, this);
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
    return transport instanceof EpollTransport ? FixedEpoll.factory(factory) : factory;
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    ChannelFactory<? extends ServerChannel> factory = transport.serverChannelFactory(domainSocket);
    return () -> {
      ServerChannel channel = factory.newChannel();
      serverChannels.accept(channel);
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
  }
}
