package dev.sluice.runtime;

import dev.sluice.runtime.net.Engine;
import dev.sluice.runtime.net.channels.ChannelEngine;
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
   * @param wanted channels take over where system calls do not work
   */
  static Engine start(int threads, Sockets wanted) {
    String obstacle = wanted == Sockets.SYSCALLS ? SyscallProbe.obstacle() : null;
    if (obstacle != null) {
      log.warn("engine syscalls does not work here, channels take over: {}", obstacle);
    }
    ChannelEngine channels = ChannelEngine.start(threads, wanted.channels());
    return wanted == Sockets.SYSCALLS && obstacle == null ? SyscallEngine.on(channels) : channels;
  }
}
