package dev.sluice.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaksTest {

  @Test
  void bufferNeverReleased_isFoundOnce() {
    Leaks.watch();
    Leaks.collect();

    leak();

    assertThat(Leaks.collect()).singleElement().asString().contains("LeaksTest.leak");
    assertThat(Leaks.collect()).isEmpty();
  }

  @Test
  void bufferReleased_isNoLeak() {
    Leaks.watch();
    Leaks.collect();

    ByteBufAllocator.DEFAULT.buffer(16).release();

    assertThat(Leaks.collect()).isEmpty();
  }

  /** Seen as a leak of a test that asks name servers: a socket opened while its loop stopped. */
  @Test
  void bufferThatIoUringHadWhenItsLoopStopped_isNoLeakOfOurs() throws Exception {
    assumeTrue(IoUring.isAvailable(), "needs io_uring");
    Leaks.watch();
    Leaks.collect();

    for (int i = 0; i < 50; i++) {
      EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, IoUringIoHandler.newFactory());
      var _ =
          new Bootstrap()
              .group(loops)
              .channel(IoUringDatagramChannel.class)
              .handler(new ChannelInboundHandlerAdapter())
              .bind(InetAddress.getLoopbackAddress(), 0);
      loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }

    assertThat(Leaks.collect()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AbstractIoUringStreamChannel$IoUringStreamUnsafe",
        "IoUringDatagramChannel$IoUringDatagramChannelUnsafe"
      })
  void bufferThatIoUringGaveBack_isALeakOfWhoeverGotIt(String unsafe) {
    String where = "\tio.netty.channel.uring." + unsafe;
    String created = "Created at:\n" + where + ".scheduleRead0(X.java:1)\n";
    String given = "#1:\n" + where + ".readComplete0(X.java:2)\n";

    assertThat(Leaks.isPendingReceive(created)).isTrue();
    assertThat(Leaks.isPendingReceive(created + where + ".readComplete0(X.java:3)\n"))
        .as("the next one, while the last one came back")
        .isTrue();
    assertThat(Leaks.isPendingReceive(given + created)).isFalse();
    assertThat(Leaks.isPendingReceive("Created at:\n\tdev.sluice.Ours.read(Ours.java:1)\n"))
        .isFalse();
  }

  /** A frame of its own, so that nothing on the stack holds the buffer. */
  private static void leak() {
    ByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
  }
}
