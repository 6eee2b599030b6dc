package dev.sluice.runtime.http;

import org.jspecify.annotations.Nullable;

/**
 * What a path must not hold, so that rules can compare it as it was sent and servers get the same.
 *
 * <p>A path is neither decoded nor normalised. Refused is what a server may resolve to a path that
 * no rule has seen and that no browser sends: {@code .} and {@code ..} segments, also encoded, with
 * an encoded separator or with path parameters ({@code /..;/}); an encoded NUL; a broken encoding.
 * An empty segment ({@code //a}) and an encoded slash ({@code /a%2fb}) are legitimate and stay what
 * they are: neither matches a rule for {@code /a} or {@code /a/*}.
 */
final class PathRule {

  private static final int NOT_ONLY_DOTS = Integer.MIN_VALUE;

  private PathRule() {}

  /** Why the path is refused; null if it is not. */
  static @Nullable Refusal check(byte[] bytes, int start, int end) {
    int dots = 0;
    for (int i = start; i < end; i++) {
      int c = bytes[i];
      if (c == '%') {
        c = i + 2 < end ? Octets.hex(bytes[i + 1]) << 4 | Octets.hex(bytes[i + 2]) : -1;
        i += 2;
        if (c <= 0) {
          return c == 0 ? Refusal.NUL_IN_PATH : Refusal.BAD_ESCAPE;
        }
      }
      boolean separator = c == '/' || c == '\\';
      if ((separator || c == ';') && isDotSegment(dots)) {
        return Refusal.DOT_SEGMENT;
      }
      if (c == '.') {
        dots++;
      } else {
        dots = separator ? 0 : NOT_ONLY_DOTS;
      }
    }
    return isDotSegment(dots) ? Refusal.DOT_SEGMENT : null;
  }

  private static boolean isDotSegment(int dots) {
    return dots == 1 || dots == 2;
  }
}
