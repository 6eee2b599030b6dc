package dev.sluice.runtime.net.channels;

import io.vertx.core.spi.transport.Transport;

/** What the kernel tells Netty's channels by. */
@SuppressWarnings("ImmutableEnumChecker") // Vert.x's transports are constants without state
public enum ChannelTransport {
  /** Linux epoll. */
  EPOLL("epoll", io.vertx.core.transport.Transport.EPOLL),
  /** Linux io_uring. */
  IO_URING("io_uring", io.vertx.core.transport.Transport.IO_URING),
  /** Java's own selectors, everywhere. */
  NIO("nio", io.vertx.core.transport.Transport.NIO);

  private final String word;
  private final io.vertx.core.transport.Transport transport;

  ChannelTransport(String word, io.vertx.core.transport.Transport transport) {
    this.word = word;
    this.transport = transport;
  }

  /** The first that works here. io_uring is left out: containers often forbid it. */
  public static ChannelTransport best() {
    return EPOLL.available() ? EPOLL : NIO;
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
}
