package dev.sluice.plugin.client;

import dev.sluice.api.settings.BadValueException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses of a network (RFC 4632, RFC 4291 section 2.3), from the first to the last. An
 * IPv4-mapped IPv6 network ({@code ::ffff:10.0.0.0/104}) is the IPv4 network.
 *
 * @param ipv4 whether it is an IPv4 network
 * @param first its first address as an unsigned number
 * @param last its last address as an unsigned number
 */
record Network(boolean ipv4, BigInteger first, BigInteger last) {

  private static final String EXPECTED =
      " (expected for example 192.0.2.1, 10.0.0.0/8 or fd00::/8)";

  private static final Pattern IPV4 =
      Pattern.compile(
          "(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");

  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

  /**
   * Reads an address or a network. Bits beyond the prefix may be set and do not count, as in
   * HAProxy: {@code 10.1.2.3/8} is {@code 10.0.0.0/8}.
   */
  static Network parse(String text) throws BadValueException {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    byte[] address = address(literal);
    boolean ipv4 = address.length == 4;
    // The JDK reads an IPv4-mapped address as the IPv4 address; its prefix still counts from 128.
    int unmapped = ipv4 && literal.indexOf(':') >= 0 ? 96 : 0;
    int bits = address.length * 8;
    int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1), bits + unmapped) - unmapped;
    if (prefix < 0) {
      throw new BadValueException("holds more than IPv4-mapped addresses (expected /96 to /128)");
    }
    BigInteger hosts = BigInteger.ONE.shiftLeft(bits - prefix).subtract(BigInteger.ONE);
    BigInteger first = new BigInteger(1, address).andNot(hosts);
    return new Network(ipv4, first, first.or(hosts));
  }

  private static byte[] address(String literal) throws BadValueException {
    Matcher quad = IPV4.matcher(literal);
    // Never a name, which would be looked up, nor one of the old forms such as 10.1 or 0x7f.1.
    if (quad.matches() || IPV6.matcher(literal).matches()) {
      try {
        return InetAddress.ofLiteral(literal).getAddress();
      } catch (IllegalArgumentException e) {
        throw new BadValueException("is not an IP address or network" + EXPECTED);
      }
    }
    throw new BadValueException("is not an IP address or network" + EXPECTED);
  }

  private static int prefix(String text, int bits) throws BadValueException {
    int prefix = PREFIX.matcher(text).matches() ? Integer.parseInt(text) : bits + 1;
    if (prefix > bits) {
      throw new BadValueException("has a bad prefix length (expected 0 to " + bits + ")");
    }
    return prefix;
  }
}
