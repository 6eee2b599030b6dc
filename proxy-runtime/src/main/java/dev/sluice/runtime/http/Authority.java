package dev.sluice.runtime.http;

import dev.sluice.api.host.HostName;
import org.jspecify.annotations.Nullable;

/**
 * A host with an optional port, as Host (RFC 9110 section 7.2) and the target of an absolute-form
 * request say it. A user name before the host is refused.
 *
 * @param host a name in canonical form, an IPv4 address, or an IPv6 address in brackets
 * @param port 0 to 65535; {@link #NO_PORT} if there is none
 */
record Authority(String host, int port) {

  /** No port, or an empty one, which means the same (RFC 9110 section 4.2.3). */
  static final int NO_PORT = -1;

  private static final int MALFORMED = -2;

  /** Reads an authority; null if it is not one. */
  static @Nullable Authority parse(String text) {
    int hostEnd = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
    if (hostEnd == 0) {
      return null;
    }
    if (hostEnd < 0) {
      hostEnd = text.length();
    }
    String host = host(text.substring(0, hostEnd));
    int port = port(text, hostEnd);
    return host == null || port == MALFORMED ? null : new Authority(host, port);
  }

  /** Whether both mean the same place, if a port that is not named is the scheme's. */
  boolean sameAs(Authority other, int defaultPort) {
    return host.equals(other.host) && port(defaultPort) == other.port(defaultPort);
  }

  private int port(int defaultPort) {
    return port == NO_PORT ? defaultPort : port;
  }

  private static @Nullable String host(String text) {
    if (text.startsWith("[")) {
      return IpLiteral.ipv6(text);
    }
    String name = HostName.canonical(text);
    return name != null ? name : IpLiteral.ipv4(text);
  }

  private static int port(String text, int start) {
    if (start == text.length()) {
      return NO_PORT;
    }
    int digits = text.length() - start - 1;
    if (text.charAt(start) != ':' || digits > 5) {
      return MALFORMED;
    }
    int port = digits == 0 ? NO_PORT : 0;
    for (int i = start + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return MALFORMED;
      }
      port = port * 10 + c - '0';
    }
    return port > 65535 ? MALFORMED : port;
  }
}
