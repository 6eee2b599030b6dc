package dev.sluice.runtime.net.channels;

import io.netty.channel.Channel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the kernel still has to send or to have acknowledged on a connection. */
final class KernelQueue {

  // struct tcp_info of Linux: getsockopt(IPPROTO_TCP, TCP_INFO).
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int UNACKED_SEGMENTS = 24;
  private static final int UNSENT_BYTES = 144;
  private static final RawUnixChannelOption INFO =
      new RawUnixChannelOption("TCP_INFO", IPPROTO_TCP, TCP_INFO, UNSENT_BYTES + 4);

  private KernelQueue() {}

  /** Whether everything has arrived; where the kernel does not tell (NIO, Unix sockets), yes. */
  static boolean empty(Channel channel) {
    try {
      ByteBuffer info = channel.config().getOption(INFO);
      if (info == null) {
        return true;
      }
      info.order(ByteOrder.nativeOrder());
      return info.getInt(UNACKED_SEGMENTS) == 0 && info.getInt(UNSENT_BYTES) == 0;
    } catch (RuntimeException e) {
      // Not a TCP socket, or gone already.
      return true;
    }
  }
}
