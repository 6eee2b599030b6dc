package dev.sluice.runtime.config.model.addresses;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code host:port} taken apart, nothing resolved.
 *
 * @param host without the brackets of an IPv6 address
 * @param bracketed whether it had them
 */
record HostPort(String host, boolean bracketed, int port) {

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([^\\[\\]:]{1,253})):(\\d{1,5})");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

  /** The parts of a text; null if it has another form. */
  static @Nullable HostPort parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    int port = Integer.parseInt(form.group(3));
    String v6 = form.group(1);
    return port > 65535 ? null : new HostPort(v6 == null ? form.group(2) : v6, v6 != null, port);
  }

  /** The address an IP literal stands for; null if it is none. Brackets go with IPv6 only. */
  @Nullable InetAddress literal(String text) {
    if (bracketed != text.contains(":") || !(bracketed || IPV4.matcher(text).matches())) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
