package dev.sluice.runtime;

import dev.sluice.runtime.net.Engine;
import dev.sluice.runtime.net.channels.ChannelEngine;
import dev.sluice.runtime.net.channels.ChannelTransport;
import dev.sluice.runtime.net.syscalls.SyscallEngine;
import dev.sluice.runtime.net.syscalls.SyscallProbe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the engine that works here. */
final class Engines {

  private static final Logger log = LoggerFactory.getLogger(Engines.class);

  private Engines() {}

  /**
   * Blocks until its loops run, so it is not called on an event loop.
   *
   * @param threads how many loops
   * @param transport what is wanted; channels take over where system calls do not work
   */
  static Engine start(int threads, ChannelTransport transport) {
    if (transport != ChannelTransport.SYSCALLS) {
      return ChannelEngine.start(threads, transport);
    }
    String obstacle = SyscallProbe.obstacle();
    if (obstacle == null) {
      return SyscallEngine.on(ChannelEngine.start(threads, transport));
    }
    log.warn("engine syscalls does not work here, channels take over: {}", obstacle);
    return ChannelEngine.start(
        threads,
        ChannelTransport.EPOLL.available() ? ChannelTransport.EPOLL : ChannelTransport.NIO);
  }
}
