package dev.sluice.runtime.net.syscalls;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketAddressesTest {

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 80", "255.254.128.1, 65535", "0.0.0.0, 0", "2001:db8::ff:8000, 32768"})
  void whatWasWritten_isRead(String host, int port) throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(SocketAddresses.SIZE);

      SocketAddresses.write(address, memory);

      assertThat(SocketAddresses.read(memory)).isEqualTo(address);
    }
  }

  @Test
  void scopeOfAnAddress_isRead() throws Exception {
    InetAddress local =
        Inet6Address.getByAddress(
            null,
            new byte[] {(byte) 0xfe, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
            258);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(SocketAddresses.SIZE);

      SocketAddresses.write(new InetSocketAddress(local, 443), memory);

      InetSocketAddress read = (InetSocketAddress) SocketAddresses.read(memory);
      assertThat(((Inet6Address) read.getAddress()).getScopeId()).isEqualTo(258);
    }
  }

  /** As the kernel tells of a client that comes by IPv4 to an IPv6 socket. */
  @Test
  void ipv4InIpv6_isReadAsIpv4() throws Exception {
    ByteBuffer kernels = ByteBuffer.allocate(SocketAddresses.SIZE);
    kernels.order(ByteOrder.nativeOrder()).putShort((short) Kernel.AF_INET6);
    kernels.order(ByteOrder.BIG_ENDIAN).putShort((short) 50_000).putInt(0);
    kernels.putLong(0).putInt(0xffff).put(new byte[] {(byte) 198, 51, 100, (byte) 200});

    assertThat(SocketAddresses.read(MemorySegment.ofBuffer(kernels.clear())))
        .isEqualTo(new InetSocketAddress("198.51.100.200", 50_000));
  }

  @Test
  void unixSocket_isReadWithoutItsPath() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(SocketAddresses.SIZE);

      SocketAddresses.write(UnixDomainSocketAddress.of("/run/x.sock"), memory);

      assertThat(SocketAddresses.read(memory)).isEqualTo(SocketAddresses.UNNAMED);
    }
  }
}
