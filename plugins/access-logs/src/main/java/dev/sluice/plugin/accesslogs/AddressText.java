package dev.sluice.plugin.accesslogs;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Addresses as HAProxy's logs have them: {@code 192.0.2.1:5}, {@code 2001:db8::1:5}, unix:1. */
final class AddressText {

  private AddressText() {}

  static void append(StringBuilder line, SocketAddress address) {
    if (!(address instanceof InetSocketAddress socket)) {
      // HAProxy's number is that of the bind line; there is no such number here.
      line.append("unix:1");
      return;
    }
    InetAddress ip = socket.getAddress();
    if (ip == null) {
      Escape.word(line, socket.getHostString());
    } else if (ip instanceof Inet4Address) {
      dotted(line, ip.getAddress());
    } else {
      compressed(line, ip.getAddress());
    }
    line.append(':').append(socket.getPort());
  }

  private static void dotted(StringBuilder line, byte[] ip) {
    line.append(ip[0] & 0xff).append('.').append(ip[1] & 0xff);
    line.append('.').append(ip[2] & 0xff).append('.').append(ip[3] & 0xff);
  }

  /** RFC 5952 section 4: no leading zeros, the first longest run of two or more zeros as "::". */
  private static void compressed(StringBuilder line, byte[] ip) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int run = zeros(ip, i);
      if (run > length) {
        start = i;
        length = run;
      }
    }
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        line.append("::");
        i += length - 1;
      } else {
        if (i > 0 && i != start + length) {
          line.append(':');
        }
        hex(line, group(ip, i));
      }
    }
  }

  private static int zeros(byte[] ip, int from) {
    int i = from;
    while (i < 8 && group(ip, i) == 0) {
      i++;
    }
    return i - from;
  }

  private static int group(byte[] ip, int index) {
    return ((ip[2 * index] & 0xff) << 8) | (ip[2 * index + 1] & 0xff);
  }

  private static void hex(StringBuilder line, int group) {
    for (int shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0;
        shift >= 0;
        shift -= 4) {
      line.append(Character.forDigit((group >> shift) & 0xf, 16));
    }
  }
}
