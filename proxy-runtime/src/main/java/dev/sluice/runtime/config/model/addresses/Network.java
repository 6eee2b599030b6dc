package dev.sluice.runtime.config.model.addresses;

import dev.sluice.api.settings.BadValueException;
import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * The addresses that begin with the same bits (RFC 4632, RFC 4291 section 2.3).
 *
 * @param address one of them
 * @param prefix how many bits they share
 */
public record Network(InetAddress address, int prefix) {

  /** Never a name, which would be looked up. */
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private static final String EXPECTED =
      " (expected for example 192.0.2.1, 10.0.0.0/8 or fd00::/8)";

  /** Reads an address or a network. */
  public static Network parse(String text) throws BadValueException {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    if (!LITERAL.matcher(literal).matches()) {
      throw new BadValueException("is not an IP address or network" + EXPECTED);
    }
    InetAddress address;
    try {
      address = InetAddress.ofLiteral(literal);
    } catch (IllegalArgumentException e) {
      throw new BadValueException("is not an IP address or network" + EXPECTED);
    }
    int bits = address.getAddress().length * 8;
    return new Network(address, slash < 0 ? bits : prefix(text.substring(slash + 1), bits));
  }

  private static int prefix(String text, int bits) throws BadValueException {
    int prefix = text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    if (prefix < 0 || prefix > bits) {
      throw new BadValueException("has a bad prefix length (expected 0 to " + bits + ")");
    }
    return prefix;
  }

  /** Whether an address is one of them. */
  public boolean contains(InetAddress other) {
    byte[] a = address.getAddress();
    byte[] b = other.getAddress();
    if (a.length != b.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = prefix - bit >= 8 ? 0xff : 0xff00 >> (prefix - bit) & 0xff;
      if (((a[bit / 8] ^ b[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
