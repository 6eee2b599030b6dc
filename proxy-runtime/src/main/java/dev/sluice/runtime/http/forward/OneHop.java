package dev.sluice.runtime.http.forward;

import dev.sluice.runtime.http.ConnectionOptions;
import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.ForwardingNames;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Which fields do not go on to the other side as they are. */
final class OneHop {

  /**
   * Credentials and challenges of proxies are for the next hop alone (RFC 9110 section 11.7), and
   * nobody takes this proxy for that. HTTP2-Settings belongs to h2c.
   */
  static final List<String> NAMES =
      List.of(
          "te",
          "host",
          "upgrade",
          "connection",
          "keep-alive",
          "content-length",
          "http2-settings",
          "proxy-connection",
          "transfer-encoding",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info");

  // Most fields are told apart by the length of their name, without a look at their bytes.
  private static final String[][] BY_LENGTH = byLength();

  private OneHop() {}

  private static String[][] byLength() {
    int longest = NAMES.stream().mapToInt(String::length).max().orElseThrow();
    return IntStream.rangeClosed(0, longest)
        .mapToObj(n -> NAMES.stream().filter(name -> name.length() == n).toArray(String[]::new))
        .toArray(String[][]::new);
  }

  /** Whether it is the name of such a field, in any case. */
  static boolean isName(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a field concerns one connection only (RFC 9110 section 7.6.1), or is written anew: Host
   * and framing.
   */
  static boolean ends(FieldSection fields, int field) {
    int length = fields.nameEnd(field) - fields.nameStart(field);
    if (length < BY_LENGTH.length) {
      for (String name : BY_LENGTH[length]) {
        if (fields.isNamed(field, name)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether a field that does not end here is dropped: one that Connection names, but none that
   * tells about the client, or a client could hide itself; and aliases of those.
   */
  static boolean drops(FieldSection fields, ConnectionOptions options, int field) {
    if (ForwardingNames.tells(fields, field)) {
      return ForwardingNames.isAlias(fields, field);
    }
    return options.names(field);
  }
}
