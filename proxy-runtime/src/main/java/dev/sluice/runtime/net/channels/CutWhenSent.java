package dev.sluice.runtime.net.channels;

import dev.sluice.runtime.net.Timer;
import dev.sluice.runtime.net.TimerWheel;
import io.netty.channel.Channel;

/**
 * The RST behind the last bytes. It makes the kernel forget what it has not sent, so it waits until
 * the peer has everything, but not for ever.
 */
final class CutWhenSent {

  /** How long a peer that reads slowly may take for what it gets before the RST. */
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final ChannelConnection connection;
  private final Channel channel;
  private final Timer timer;
  private final long deadline;

  CutWhenSent(ChannelConnection connection, Channel channel) {
    this.connection = connection;
    this.channel = channel;
    this.timer = connection.loop().timer(this::look);
    this.deadline = connection.loop().nanoTime() + PATIENCE_NANOS;
  }

  void look() {
    if (!channel.isOpen()) {
      return;
    }
    boolean waits = connection.unsent() || !KernelQueue.empty(channel);
    if (waits && connection.loop().nanoTime() - deadline < 0) {
      timer.start(TimerWheel.TICK_NANOS);
    } else {
      connection.reset();
    }
  }
}
