package dev.sluice.runtime.net.channels;

import dev.sluice.runtime.net.Timer;
import dev.sluice.runtime.net.TimerWheel;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A look at what is queued on io_uring, a little later, again and again until it is sent: a socket
 * whose input has ended is never told of room to write ({@link UringRetry}), and an empty buffer at
 * the end of the queue, which would tell of the end, may never be got to.
 */
final class Unstall {

  /**
   * How often the wait for a look doubles, from one tick: each look costs up to 2 ms, as the kernel
   * tries the write 128 times.
   */
  private static final int DOUBLINGS = 4;

  private final ChannelConnection connection;
  private final Channel channel;
  private final Timer timer;
  private @Nullable Runnable whenSent;
  private long sentBefore;
  private int inVain;

  Unstall(ChannelConnection connection, Channel channel) {
    this.connection = connection;
    this.channel = channel;
    this.timer = connection.loop().timer(this::look);
  }

  /** Has something done once everything is sent. */
  void whenSent(Runnable action) {
    whenSent = action;
    start();
  }

  /** Looks again and again, if there is a reason to. */
  void start() {
    if (channel.isOpen() && (connection.inputEnded() || whenSent != null)) {
      timer.start(TimerWheel.TICK_NANOS << Math.min(inVain, DOUBLINGS));
    }
  }

  private void look() {
    Runnable next = whenSent;
    if (connection.unsent()) {
      long sent = connection.bytesSent();
      inVain = sent == sentBefore ? inVain + 1 : 0;
      sentBefore = sent;
      if (connection.inputEnded()) {
        UringRetry.write(channel);
      } else {
        channel.flush();
      }
      start();
    } else if (next != null && channel.isOpen()) {
      whenSent = null;
      next.run();
    }
  }
}
