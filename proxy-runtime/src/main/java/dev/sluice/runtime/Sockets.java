package dev.sluice.runtime;

import dev.sluice.runtime.net.channels.ChannelTransport;

/** What drives sockets: an engine, and what tells it that they are ready. */
public enum Sockets {
  /** System calls of our own on Linux epoll; channels where a frontend asks for them. */
  SYSCALLS(ChannelTransport.EPOLL),
  /** Channels on Linux epoll. */
  EPOLL(ChannelTransport.EPOLL),
  /** Channels on Linux io_uring. */
  IO_URING(ChannelTransport.IO_URING),
  /** Channels on Java's own selectors, everywhere. */
  NIO(ChannelTransport.NIO);

  private final ChannelTransport channels;

  Sockets(ChannelTransport channels) {
    this.channels = channels;
  }

  /** The first that works here. io_uring is left out: containers often forbid it. */
  public static Sockets best() {
    return SYSCALLS.available() ? SYSCALLS : NIO;
  }

  /** Whether what tells of sockets works on this machine. */
  public boolean available() {
    return channels.available();
  }

  ChannelTransport channels() {
    return channels;
  }
}
