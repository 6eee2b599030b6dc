package dev.sluice.runtime.net.channels;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.runtime.net.LoopbackCongestion;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelTransportTest {

  private static final InetSocketAddress SOMEWHERE = new InetSocketAddress("192.0.2.1", 80);

  private static String congestion(Channel channel) {
    byte[] name = new byte[LoopbackCongestion.UNPACED.length()];
    channel.config().getOption(ChannelTransport.TCP_CONGESTION).get(0, name);
    return new String(name, US_ASCII);
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void socketThatIsNotToBePaced_isNot(ChannelTransport transport) {
    assumeTrue(transport.available(), transport + " does not work here");
    Channel dialled = transport.channel(SOMEWHERE);
    Channel listening = transport.serverChannel(SOMEWHERE);
    try {
      transport.unpace(dialled);
      transport.unpace(listening);

      assertThat(congestion(dialled)).isEqualTo(LoopbackCongestion.UNPACED);
      assertThat(congestion(listening)).isEqualTo(LoopbackCongestion.UNPACED);
    } finally {
      dialled.unsafe().closeForcibly();
      listening.unsafe().closeForcibly();
    }
  }

  /** Neither a bind nor a session may fail by that. */
  @ParameterizedTest
  @EnumSource
  void socketThatCannotBeTold_isAsGoodAsEver(ChannelTransport transport) {
    assumeTrue(transport.available(), transport + " does not work here");
    Channel channel =
        transport == ChannelTransport.NIO
            ? transport.channel(SOMEWHERE)
            : transport.channel(UnixDomainSocketAddress.of("/tmp/nobody"));
    try {
      assertThatCode(() -> transport.unpace(channel)).doesNotThrowAnyException();
      assertThat(channel.isOpen()).isTrue();
    } finally {
      channel.unsafe().closeForcibly();
    }
  }
}
