package dev.sluice.api.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Complete;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Reading;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Rejected;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A line of text: {@code PROXY TCP4 192.0.2.1 198.51.100.1 56324 443}. */
final class Version1 {

  static final byte[] SIGNATURE = "PROXY ".getBytes(ISO_8859_1);

  /** With CR and LF. */
  private static final int MAX_LENGTH = 107;

  private static final ProxyHeader UNKNOWN = new ProxyHeader(null, null, List.of());

  private static final String OCTET = "(?:0|[1-9]\\d{0,2})";
  private static final String DOTTED = "(?:" + OCTET + "\\.){3}" + OCTET;
  private static final Pattern IPV4 = Pattern.compile(DOTTED);

  /** What the JDK would take besides is not an address here: zones, brackets, longer groups. */
  private static final Pattern IPV6 =
      Pattern.compile("(?=.*:)(?:[0-9A-Fa-f]{0,4}:)*+(?:[0-9A-Fa-f]{0,4}|" + DOTTED + ")");

  private static final Pattern PORT = Pattern.compile("0|[1-9]\\d{0,4}");

  private Version1() {}

  /** Reads what begins with the signature. */
  static Reading read(ByteBuffer bytes) {
    int end = Math.min(bytes.limit(), MAX_LENGTH);
    for (int i = SIGNATURE.length; i < end; i++) {
      byte octet = bytes.get(i);
      if (octet == '\n') {
        return new Rejected("a line feed without a carriage return");
      }
      if (octet != '\r') {
        continue;
      }
      if (i + 1 == MAX_LENGTH) {
        break;
      }
      if (i + 1 == bytes.limit()) {
        return ProxyHeaderReader.PENDING;
      }
      if (bytes.get(i + 1) != '\n') {
        return new Rejected("a carriage return without a line feed");
      }
      byte[] line = new byte[i];
      bytes.get(0, line);
      return line(new String(line, ISO_8859_1), i + 2);
    }
    return end == MAX_LENGTH
        ? new Rejected("longer than " + MAX_LENGTH + " bytes")
        : ProxyHeaderReader.PENDING;
  }

  private static Reading line(String line, int length) {
    String[] words = line.split(" ", -1);
    if (words[1].equals("UNKNOWN")) {
      return new Complete(UNKNOWN, length);
    }
    boolean ipv4 = words[1].equals("TCP4");
    if (!ipv4 && !words[1].equals("TCP6")) {
      return new Rejected("neither TCP4, TCP6 nor UNKNOWN");
    }
    if (words.length != 6) {
      return new Rejected("not six words with a space between them");
    }
    InetAddress source = address(words[2], ipv4);
    InetAddress destination = address(words[3], ipv4);
    if (source == null || destination == null) {
      return new Rejected("not an address of IPv" + (ipv4 ? 4 : 6));
    }
    int sourcePort = port(words[4]);
    int destinationPort = port(words[5]);
    if (sourcePort < 0 || destinationPort < 0) {
      return new Rejected("not a port");
    }
    ProxyHeader header =
        new ProxyHeader(
            new InetSocketAddress(source, sourcePort),
            new InetSocketAddress(destination, destinationPort),
            List.of());
    return new Complete(header, length);
  }

  private static @Nullable InetAddress address(String text, boolean ipv4) {
    if (!(ipv4 ? IPV4 : IPV6).matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static int port(String text) {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : -1;
    return port > 0xffff ? -1 : port;
  }

  /** A header; without addresses they are those that are not known. */
  static byte[] write(@Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    if (source == null || destination == null) {
      return "PROXY UNKNOWN\r\n".getBytes(ISO_8859_1);
    }
    boolean ipv4 =
        source.getAddress() instanceof Inet4Address
            && destination.getAddress() instanceof Inet4Address;
    return ("PROXY "
            + (ipv4 ? "TCP4 " : "TCP6 ")
            + text(source, ipv4)
            + " "
            + text(destination, ipv4)
            + " "
            + source.getPort()
            + " "
            + destination.getPort()
            + "\r\n")
        .getBytes(ISO_8859_1);
  }

  private static String text(InetSocketAddress address, boolean ipv4) {
    if (ipv4) {
      return address.getAddress().getHostAddress();
    }
    if (address.getAddress() instanceof Inet4Address) {
      return "::ffff:" + address.getAddress().getHostAddress();
    }
    // Of the bytes: the JDK's text may have a zone behind it.
    byte[] bytes = address.getAddress().getAddress();
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 16; i += 2) {
      int group = ((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff);
      text.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
    }
    return text.toString();
  }
}
