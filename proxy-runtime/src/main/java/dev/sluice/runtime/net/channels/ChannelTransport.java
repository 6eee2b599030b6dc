package dev.sluice.runtime.net.channels;

import dev.sluice.runtime.net.LoopbackCongestion;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import io.vertx.core.spi.transport.Transport;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the kernel tells Netty's channels by. */
@SuppressWarnings("ImmutableEnumChecker") // Vert.x's transports are constants without state
public enum ChannelTransport {
  /** Linux epoll. */
  EPOLL("epoll", io.vertx.core.transport.Transport.EPOLL),
  /** Linux io_uring. */
  IO_URING("io_uring", io.vertx.core.transport.Transport.IO_URING),
  /** Java's own selectors, everywhere. */
  NIO("nio", io.vertx.core.transport.Transport.NIO);

  private static final IntegerUnixChannelOption IPV6_V6ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

  private static final Logger log = LoggerFactory.getLogger(ChannelTransport.class);

  static final RawUnixChannelOption TCP_CONGESTION =
      new RawUnixChannelOption("TCP_CONGESTION", 6, 13, LoopbackCongestion.UNPACED.length());

  private final String word;
  private final io.vertx.core.transport.Transport transport;

  ChannelTransport(String word, io.vertx.core.transport.Transport transport) {
    this.word = word;
    this.transport = transport;
  }

  /** The name for people. */
  public String word() {
    return word;
  }

  /** Whether it works on this machine. */
  public boolean available() {
    // The constant is null where the native library's classes are missing.
    return transport != null && transport.available();
  }

  Transport implementation() {
    return transport.implementation();
  }

  /** A channel to connect with. IPv4 has sockets of its own, which cost fewer system calls. */
  Channel channel(SocketAddress address) {
    Channel channel = newChannel(address);
    if (LoopbackCongestion.unpaced(address)) {
      unpace(channel);
    }
    return channel;
  }

  private Channel newChannel(SocketAddress address) {
    boolean unix =
        address instanceof DomainSocketAddress || address instanceof UnixDomainSocketAddress;
    if (this == EPOLL && !unix && isIpv4(address)) {
      return new EpollSocketChannel(SocketProtocolFamily.INET);
    }
    return implementation().channelFactory(unix).newChannel();
  }

  /** A channel to listen with; an IPv4 or IPv6 address is for clients of that family only. */
  ServerChannel serverChannel(SocketAddress address) {
    ServerChannel channel = newServerChannel(address);
    if (LoopbackCongestion.unpaced(address)) {
      unpace(channel);
    }
    return channel;
  }

  /** See {@link LoopbackCongestion}; NIO cannot say so. */
  void unpace(Channel channel) {
    if (this == NIO) {
      return;
    }
    // Its position moves: one for each.
    ByteBuffer algorithm =
        ByteBuffer.wrap(LoopbackCongestion.UNPACED.getBytes(StandardCharsets.US_ASCII));
    try {
      channel.config().setOption(TCP_CONGESTION, algorithm);
    } catch (ChannelException e) {
      log.debug("{} is paced as others are", channel, e);
    }
  }

  private ServerChannel newServerChannel(SocketAddress address) {
    if (this == EPOLL && isIpv4(address)) {
      return new EpollServerSocketChannel(SocketProtocolFamily.INET);
    }
    if (this == NIO && isIpv4(address)) {
      return new NioServerSocketChannel(SelectorProvider.provider(), SocketProtocolFamily.INET);
    }
    boolean unix = address instanceof UnixDomainSocketAddress;
    ServerChannel channel = implementation().serverChannelFactory(unix).newChannel();
    if (this != NIO && !unix && !isIpv4(address)) {
      // Netty makes sockets for both families.
      channel.config().setOption(IPV6_V6ONLY, 1);
    }
    return channel;
  }

  /**
   * Whether clients of both families reach what is bound to an address, the exception to the rule:
   * io_uring has no sockets for IPv4 alone, so 0.0.0.0 is [::] there, and NIO none for IPv6 alone.
   */
  boolean takesBothFamilies(InetSocketAddress address) {
    return address.getAddress().isAnyLocalAddress() && this == (isIpv4(address) ? IO_URING : NIO);
  }

  static boolean isIpv4(SocketAddress address) {
    return address instanceof InetSocketAddress internet
        && internet.getAddress() instanceof Inet4Address;
  }
}
