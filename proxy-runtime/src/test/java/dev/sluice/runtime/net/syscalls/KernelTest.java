package dev.sluice.runtime.net.syscalls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.runtime.net.LoopbackCongestion;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class KernelTest {

  private static final int TCP = 6;
  private static final int TCP_CONGESTION = 13;

  @Test
  void socketThatIsNotToBePaced_isNot() throws IOException {
    String obstacle = SyscallProbe.obstacle();
    assumeTrue(obstacle == null, "system calls do not work here: " + obstacle);
    Epoll.ensureAvailability();
    Kernel kernel = new Kernel();
    int fd = kernel.socket(Kernel.AF_INET);
    assertThat(fd).isPositive();
    try {
      assertThat(kernel.unpaced(fd)).isZero();

      byte[] name = new byte[LoopbackCongestion.UNPACED.length()];
      new Socket(fd).getRawOpt(TCP, TCP_CONGESTION, ByteBuffer.wrap(name));
      assertThat(new String(name, US_ASCII)).isEqualTo(LoopbackCongestion.UNPACED);
    } finally {
      kernel.close(fd);
    }
  }
}
