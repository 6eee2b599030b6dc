package dev.sluice.it;

import dev.sluice.runtime.net.channels.ChannelTransport;
import java.util.Arrays;
import java.util.stream.Stream;

/** The transports of this machine. */
final class Transports {

  private Transports() {}

  /** io_uring is forbidden in many containers; the other two are always there. */
  static Stream<ChannelTransport> available() {
    return Arrays.stream(ChannelTransport.values())
        .filter(t -> t != ChannelTransport.IO_URING || t.available());
  }
}
