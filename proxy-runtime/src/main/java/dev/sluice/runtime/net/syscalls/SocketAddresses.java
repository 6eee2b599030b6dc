package dev.sluice.runtime.net.syscalls;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Addresses as the kernel has them: sockaddr_in, sockaddr_in6 and sockaddr_un of Linux. Of a
 * sockaddr_un the path may be that of our own side only; clients of Unix sockets have none.
 */
final class SocketAddresses {

  /** The largest: two bytes of family, and the path of a Unix socket. */
  static final int SIZE = 112;

  private static final int UNIX_PATH = 2;
  private static final int UNIX_PATH_MAX = 107;
  private static final int IPV4_SIZE = 16;
  private static final int IPV6_SIZE = 28;
  private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  /** Family, port and IPv4 address: two, two and four bytes. */
  private static final ValueLayout.OfLong FRONT =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** What clients of Unix sockets are called. */
  static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

  private SocketAddresses() {}

  static int family(SocketAddress address) {
    if (address instanceof InetSocketAddress internet) {
      return internet.getAddress() instanceof Inet4Address ? Kernel.AF_INET : Kernel.AF_INET6;
    }
    return Kernel.AF_UNIX;
  }

  /**
   * Writes an address.
   *
   * @return its length in bytes
   * @throws IOException if the path of a Unix socket is too long
   */
  static int write(SocketAddress address, MemorySegment to) throws IOException {
    to.set(JAVA_SHORT, 0, (short) family(address));
    if (address instanceof InetSocketAddress internet) {
      to.set(PORT, 2, (short) internet.getPort());
      byte[] bytes = internet.getAddress().getAddress();
      if (bytes.length == 4) {
        MemorySegment.copy(bytes, 0, to, JAVA_BYTE, 4, 4);
        return IPV4_SIZE;
      }
      to.set(JAVA_INT_UNALIGNED, 4, 0);
      MemorySegment.copy(bytes, 0, to, JAVA_BYTE, 8, 16);
      int scope = internet.getAddress() instanceof Inet6Address six ? six.getScopeId() : 0;
      to.set(JAVA_INT_UNALIGNED, 24, scope);
      return IPV6_SIZE;
    }
    UnixDomainSocketAddress unix = (UnixDomainSocketAddress) address;
    byte[] path = unix.getPath().toString().getBytes(StandardCharsets.UTF_8);
    if (path.length > UNIX_PATH_MAX) {
      throw new IOException(
          "the path has " + path.length + " bytes, a Unix socket's at most " + UNIX_PATH_MAX);
    }
    MemorySegment.copy(path, 0, to, JAVA_BYTE, UNIX_PATH, path.length);
    to.set(JAVA_BYTE, UNIX_PATH + path.length, (byte) 0);
    return UNIX_PATH + path.length + 1;
  }

  /** Reads an address; that of a Unix socket without its path. */
  static SocketAddress read(MemorySegment from) {
    // At once: for each client, and each access takes long as long as it is not compiled.
    long front = from.get(FRONT, 0);
    int port = (int) (front >>> 32) & 0xffff;
    return switch (family(front)) {
      case Kernel.AF_INET -> internet(ipv4((int) front), port, 0);
      case Kernel.AF_INET6 -> internet(ipv6(from), port, from.get(JAVA_INT_UNALIGNED, 24));
      default -> UNNAMED;
    };
  }

  /** The one of these that the kernel has in the order of the machine. */
  private static short family(long front) {
    short family = (short) (front >>> 48);
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? family : Short.reverseBytes(family);
  }

  private static byte[] ipv4(int address) {
    return new byte[] {
      (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
    };
  }

  private static byte[] ipv6(MemorySegment from) {
    byte[] bytes = new byte[16];
    MemorySegment.copy(from, JAVA_BYTE, 8, bytes, 0, 16);
    return bytes;
  }

  private static SocketAddress internet(byte[] bytes, int port, int scope) {
    try {
      // An IPv4 address in IPv6's clothes comes back as IPv4.
      InetAddress address =
          scope == 0
              ? InetAddress.getByAddress(bytes)
              : Inet6Address.getByAddress(null, bytes, scope);
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
