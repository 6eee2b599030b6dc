package dev.sluice.runtime.net.channels;

import io.netty.channel.Channel;
import io.netty.channel.nio.AbstractNioChannel.NioUnsafe;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** What the kernel has received for a channel and Netty has not been told of. */
final class KernelInput {

  /** Nobody looks at what is in it. */
  private static final ByteBuffer ANY = ByteBuffer.allocateDirect(1);

  private KernelInput() {}

  /**
   * Whether nothing has come, neither bytes nor an end. If something has, a part of it may be lost:
   * the channel is of no more use.
   */
  static boolean empty(Channel channel) {
    try {
      if (channel instanceof UnixChannel unix) {
        return unix.fd().read(ANY, 0, 1) == 0;
      }
      return !(channel.unsafe() instanceof NioUnsafe nio
              && nio.ch() instanceof ReadableByteChannel in)
          || in.read(ByteBuffer.allocate(1)) == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
