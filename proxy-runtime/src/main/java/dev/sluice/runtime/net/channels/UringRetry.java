package dev.sluice.runtime.net.channels;

import io.netty.channel.Channel;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;

/**
 * Gets Netty's io_uring channels out of a wait for room to write that has ended unseen.
 *
 * <p>The kernel reports a FIN that was received (POLLRDHUP) to every poll of a socket, asked for or
 * not. So a poll for room (POLLOUT) on a socket whose input has ended completes at once and says
 * POLLRDHUP alone. Netty 4.2.18 looks at what a poll says, not at which it was: it goes on taking
 * the poll for room to be in place, and never writes again.
 */
final class UringRetry {

  // Of the kernel's interface; Netty keeps its constants to itself.
  private static final byte IORING_OP_POLL_ADD = 6;
  private static final int POLLOUT = 4;

  private UringRetry() {}

  /**
   * Has a channel write what is queued, whether it waits for room or not. Only for one whose input
   * has ended: there no poll outlives the turn it was asked for in, so that none is forgotten,
   * which would keep the socket open. It must not be closed.
   */
  static void write(Channel channel) {
    if (channel.unsafe() instanceof IoUringIoHandle handle) {
      // The registration, which Netty keeps to itself, is looked at only once the channel is
      // closed.
      handle.handle(null, new IoUringIoEvent(POLLOUT, 0, IORING_OP_POLL_ADD, 0L));
    }
  }
}
