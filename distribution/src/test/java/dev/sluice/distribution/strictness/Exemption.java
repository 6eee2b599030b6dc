package dev.sluice.distribution.strictness;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Cases that get further here than behind the stricter of the two, because what the server is told
 * is canonical and leaves nothing to understand in two ways.
 *
 * @param cases part of their bytes as {@link Case#shown()}
 */
record Exemption(Pattern cases, String reason) {

  static final List<Exemption> REQUESTS =
      List.of(
          of(
              "(Transfer-Encoding|Content-Length): ?(\\\\t ?chunked|\\\\t6|(chunked|6) ?\\\\t)",
              "nginx takes no tab around a value; it is white space (RFC 9110 section 5.6.3), and"
                  + " the field is written anew"),
          of(
              "^OPTIONS \\* ",
              "nginx has no target *; RFC 9110 section 9.3.7 does, and HAProxy forwards it"),
          of(
              "^GET http://a\\.test\\?",
              "HAProxy wants a path in a URI (RFC 3986 section 3.3 does not); /? is forwarded"),
          of(
              "Connection: \"close\"",
              "nginx finds close in the middle of an option; the field is not forwarded"),
          of(
              "Upgrade: websocket\\\\r\\\\n\\\\r\\\\n",
              "HAProxy wants the key of a WebSocket, which is the server's to check"),
          of(
              "^.{0,60}X: x+\\.\\.\\. \\(16",
              "their limit of a line is 8 KiB, ours of a head is 16 KiB"));

  private static Exemption of(String pattern, String reason) {
    return new Exemption(Pattern.compile(pattern), reason);
  }

  boolean covers(Case one) {
    return cases.matcher(one.shown()).find();
  }
}
