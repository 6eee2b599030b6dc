package dev.sluice.it;

import dev.sluice.runtime.Sockets;
import java.util.Arrays;
import java.util.stream.Stream;

/** The transports of this machine. */
final class Transports {

  private Transports() {}

  /** io_uring is forbidden in many containers; the other two are always there. */
  static Stream<Sockets> available() {
    return Arrays.stream(Sockets.values()).filter(t -> t != Sockets.IO_URING || t.available());
  }
}
