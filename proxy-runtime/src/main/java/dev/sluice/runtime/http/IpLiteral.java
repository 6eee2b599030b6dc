package dev.sluice.runtime.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Addresses in place of a host name, in the one form in which they are compared. */
public final class IpLiteral {

  private IpLiteral() {}

  /** An address as text, an IPv6 address in the form of RFC 5952, without brackets and zone. */
  public static String text(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return address.getHostAddress();
    }
    String bracketed = compressed(bytes);
    return bracketed.substring(1, bracketed.length() - 1);
  }

  /** A dotted quad of decimal numbers without leading zeros (RFC 3986 section 3.2.2), or null. */
  static @Nullable String ipv4(String text) {
    int octets = 1;
    int value = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9' && value != 0 && value < 256) {
        value = Math.max(value, 0) * 10 + c - '0';
      } else if (c == '.' && value >= 0 && value < 256) {
        octets++;
        value = -1;
      } else {
        return null;
      }
    }
    return octets == 4 && value >= 0 && value < 256 ? text : null;
  }

  /**
   * An IPv6 address in its brackets, in the form of RFC 5952; null for anything else, also for one
   * with a zone, which means nothing to another machine.
   */
  static @Nullable String ipv6(String bracketed) {
    String text = bracketed.substring(1, bracketed.length() - 1);
    if (text.indexOf(':') < 0 || !text.chars().allMatch(IpLiteral::isLiteral)) {
      return null;
    }
    try {
      byte[] address = InetAddress.ofLiteral(text).getAddress();
      return address.length == 4 ? mapped(address) : compressed(address);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isLiteral(int c) {
    return c == ':' || c == '.' || (c < 0x80 && Character.digit(c, 16) >= 0);
  }

  /** The JDK reads an IPv4-mapped address as the IPv4 address. */
  private static String mapped(byte[] a) {
    return "[::ffff:%d.%d.%d.%d]".formatted(a[0] & 0xff, a[1] & 0xff, a[2] & 0xff, a[3] & 0xff);
  }

  /** The first of the longest runs of two or more zero groups becomes "::". */
  private static String compressed(byte[] address) {
    int from = 8;
    int longest = 1;
    for (int i = 0, run = 0; i < 8; i++) {
      run = group(address, i) == 0 ? run + 1 : 0;
      if (run > longest) {
        longest = run;
        from = i - run + 1;
      }
    }
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < 8; i++) {
      if (i == from) {
        text.append("::");
        i += longest - 1;
      } else {
        String separator = i == 0 || i == from + longest ? "" : ":";
        text.append(separator).append(Integer.toHexString(group(address, i)));
      }
    }
    return text.append(']').toString();
  }

  private static int group(byte[] address, int i) {
    return (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
  }
}
