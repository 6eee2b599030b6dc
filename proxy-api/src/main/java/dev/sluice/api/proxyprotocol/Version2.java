package dev.sluice.api.proxyprotocol;

import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Complete;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Reading;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Rejected;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The binary form: 16 bytes, addresses, TLVs. */
final class Version2 {

  static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };

  private static final int VERSION_AND_COMMAND = 12;
  private static final int FAMILY = 13;
  private static final int LENGTH = 14;
  private static final int FIXED = 16;
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int TLV_HEAD = 3;
  private static final int CRC_BYTES = 4;
  private static final int SSL_HEAD = 5;
  private static final int IPV4_STREAM = 0x11;
  private static final int IPV6_STREAM = 0x21;

  /** By the high half of the family: none, IPv4, IPv6, Unix. */
  private static final int[] ADDRESS_BYTES = {0, 12, 36, 216};

  private static final ProxyHeader SPEAKS_FOR_ITSELF = new ProxyHeader(null, null, List.of());

  private Version2() {}

  /** Reads what begins with the signature. */
  static Reading read(ByteBuffer bytes) {
    int there = bytes.limit();
    int command = there > VERSION_AND_COMMAND ? bytes.get(VERSION_AND_COMMAND) & 0xff : PROXY;
    if (command >> 4 != 2) {
      return new Rejected("not version 2");
    }
    if (command != LOCAL && command != PROXY) {
      return new Rejected("neither LOCAL nor PROXY");
    }
    int family = there > FAMILY ? bytes.get(FAMILY) & 0xff : 0;
    boolean known = family >> 4 < ADDRESS_BYTES.length && (family & 0xf) <= 2;
    if (command == PROXY && !known) {
      return new Rejected("no such address family or transport");
    }
    if (there < FIXED) {
      return ProxyHeaderReader.PENDING;
    }
    int length = ((bytes.get(LENGTH) & 0xff) << 8) | (bytes.get(LENGTH + 1) & 0xff);
    if (FIXED + length > ProxyHeaderReader.MAX_LENGTH) {
      return new Rejected("longer than " + ProxyHeaderReader.MAX_LENGTH + " bytes");
    }
    if (command == PROXY && length < ADDRESS_BYTES[family >> 4]) {
      return new Rejected("too short for its addresses");
    }
    if (there < FIXED + length) {
      return ProxyHeaderReader.PENDING;
    }
    if (command == LOCAL) {
      // Whatever else it says is to be ignored.
      return new Complete(SPEAKS_FOR_ITSELF, FIXED + length);
    }
    byte[] header = new byte[FIXED + length];
    bytes.get(0, header);
    return proxy(header, family);
  }

  private static Reading proxy(byte[] header, int family) {
    int at = FIXED + ADDRESS_BYTES[family >> 4];
    List<Tlv> tlvs = new ArrayList<>();
    int crc = 0;
    while (at < header.length) {
      int type = header[at] & 0xff;
      int end = end(header, at, header.length);
      if (end < 0) {
        return new Rejected("a TLV that is longer than the header");
      }
      Tlv tlv = new Tlv(type, Arrays.copyOfRange(header, at + TLV_HEAD, end));
      String fault = fault(tlv, crc);
      if (fault != null) {
        return new Rejected(fault);
      }
      if (type == Tlv.CRC32C) {
        crc = at + TLV_HEAD;
      }
      tlvs.add(tlv);
      at = end;
    }
    if (crc > 0 && !intact(header, crc)) {
      return new Rejected("a wrong checksum");
    }
    boolean told = family == IPV4_STREAM || family == IPV6_STREAM;
    return new Complete(
        new ProxyHeader(told ? address(header, 0) : null, told ? address(header, 1) : null, tlvs),
        header.length);
  }

  /** Where a TLV ends; -1 if that is beyond what holds it. */
  private static int end(byte[] bytes, int at, int limit) {
    if (limit - at < TLV_HEAD) {
      return -1;
    }
    int end = at + TLV_HEAD + unsigned(bytes, at + 1);
    return end > limit ? -1 : end;
  }

  private static int unsigned(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  private static @Nullable String fault(Tlv tlv, int crc) {
    return switch (tlv.type()) {
      case Tlv.CRC32C ->
          tlv.length() != CRC_BYTES
              ? "a checksum that has not four bytes"
              : crc > 0 ? "two checksums" : null;
      case Tlv.UNIQUE_ID ->
          tlv.length() > Tlv.MAX_UNIQUE_ID
              ? "a unique id of more than " + Tlv.MAX_UNIQUE_ID + " bytes"
              : null;
      case Tlv.SSL -> isWhole(tlv.value()) ? null : "a TLV about TLS that is cut short";
      default -> null;
    };
  }

  /** Only one level: what stands in there has no TLVs of its own, whatever its type. */
  private static boolean isWhole(byte[] ssl) {
    int at = SSL_HEAD;
    while (at >= 0 && at < ssl.length) {
      at = end(ssl, at, ssl.length);
    }
    return at == ssl.length;
  }

  private static boolean intact(byte[] header, int at) {
    int told = ByteBuffer.wrap(header).getInt(at);
    byte[] zeroed = header.clone();
    Arrays.fill(zeroed, at, at + CRC_BYTES, (byte) 0);
    return checksum(zeroed) == told;
  }

  private static int checksum(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header);
    return (int) crc.getValue();
  }

  /** The source is the first, the destination the second. */
  private static InetSocketAddress address(byte[] header, int which) {
    int bytes = (header[FAMILY] & 0xff) == IPV4_STREAM ? 4 : 16;
    int at = FIXED + which * bytes;
    int port = FIXED + 2 * bytes + which * 2;
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(Arrays.copyOfRange(header, at, at + bytes)),
          unsigned(header, port));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A header that says nothing but that the sender speaks for itself. */
  static byte[] local() {
    ByteBuffer header = ByteBuffer.allocate(FIXED);
    return header.put(SIGNATURE).put((byte) LOCAL).array();
  }

  /** A header; without addresses they are those that are not known. */
  static byte[] write(ProxyHeader about, boolean checksum) {
    InetSocketAddress source = about.source();
    InetSocketAddress destination = about.destination();
    byte[] addresses =
        source == null || destination == null ? new byte[0] : addresses(source, destination);
    int length = addresses.length + (checksum ? TLV_HEAD + CRC_BYTES : 0);
    for (Tlv tlv : about.tlvs()) {
      length += TLV_HEAD + tlv.length();
    }
    if (length > 0xffff) {
      throw new IllegalArgumentException("a header of " + length + " bytes");
    }
    int family =
        addresses.length == 0
            ? 0
            : addresses.length == ADDRESS_BYTES[1] ? IPV4_STREAM : IPV6_STREAM;
    ByteBuffer header = ByteBuffer.allocate(FIXED + length);
    header.put(SIGNATURE).put((byte) PROXY).put((byte) family).putShort((short) length);
    header.put(addresses);
    for (Tlv tlv : about.tlvs()) {
      header.put((byte) tlv.type()).putShort((short) tlv.length()).put(tlv.value());
    }
    if (checksum) {
      header.put((byte) Tlv.CRC32C).putShort((short) CRC_BYTES);
      header.putInt(header.position(), checksum(header.array()));
    }
    return header.array();
  }

  private static byte[] addresses(InetSocketAddress source, InetSocketAddress destination) {
    boolean ipv4 =
        source.getAddress() instanceof Inet4Address
            && destination.getAddress() instanceof Inet4Address;
    ByteBuffer addresses = ByteBuffer.allocate(ADDRESS_BYTES[ipv4 ? 1 : 2]);
    for (InetSocketAddress each : List.of(source, destination)) {
      addresses.put(ipv4 ? each.getAddress().getAddress() : ipv6(each.getAddress()));
    }
    addresses.putShort((short) source.getPort()).putShort((short) destination.getPort());
    return addresses.array();
  }

  /** The address as one of IPv6; one of IPv4 is mapped. */
  static byte[] ipv6(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 16) {
      return bytes;
    }
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(bytes, 0, mapped, 12, 4);
    return mapped;
  }
}
