package dev.sluice.runtime.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The congestion control of sessions' connections to and from loopback addresses, which are taken
 * to stay on this machine. Where the system's default is BBR, the kernel paces what is sent: where
 * nothing can be congested, a timer then interrupts the processor thousands of times for each
 * gigabyte. Such sockets get {@link #UNPACED} in its place; all others keep the default.
 */
public final class LoopbackCongestion {

  /** Every kernel has it, and unless an operator forbids it every user may choose it. */
  public static final String UNPACED = "reno";

  /** Of the network namespace that this process is in. */
  private static final Path DEFAULT = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

  private static final boolean DEFAULT_PACES = paces(systemDefault());

  private LoopbackCongestion() {}

  /**
   * Whether a socket is to be told {@link #UNPACED}: before it connects to that address, or listens
   * there, which what it accepts inherits.
   */
  public static boolean unpaced(SocketAddress address) {
    return unpaced(address, DEFAULT_PACES);
  }

  static boolean unpaced(SocketAddress address, boolean defaultPaces) {
    return defaultPaces
        && address instanceof InetSocketAddress internet
        && !internet.isUnresolved()
        && internet.getAddress().isLoopbackAddress();
  }

  /** All versions of BBR pace, and nothing else that is part of Linux. */
  static boolean paces(String algorithm) {
    return algorithm.startsWith("bbr");
  }

  private static String systemDefault() {
    try {
      return Files.readString(DEFAULT).strip();
    } catch (IOException e) {
      return ""; // not Linux, or /proc is not mounted
    }
  }
}
