package dev.sluice.runtime.http;

import org.jspecify.annotations.Nullable;

/** Finds the host and the path in the target of a request (RFC 9112 section 3.2). */
final class RequestTarget {

  private static final int NO_AUTHORITY = 0;

  private final FieldSection head;
  private final RequestLine line;
  private int authorityStart;
  private int pathStart;
  private int pathEnd;
  private int defaultPort = NO_AUTHORITY;
  private @Nullable Authority authority;

  RequestTarget(FieldSection head, RequestLine line) {
    this.head = head;
    this.line = line;
  }

  /** Where the authority begins, which ends where the path begins; it may be missing. */
  int authorityStart() {
    return authorityStart;
  }

  /** Where the path begins in the head. */
  int pathStart() {
    return pathStart;
  }

  /** Where the path ends and the query begins; the path may be empty in absolute-form. */
  int pathEnd() {
    return pathEnd;
  }

  /** The host of an absolute-form target; null for other forms. */
  @Nullable Authority authority() {
    return authority;
  }

  /** The port that is meant if an absolute-form target names none. */
  int defaultPort() {
    return defaultPort;
  }

  /** Reads the target; why the request is refused, or null. */
  @Nullable Refusal read() {
    int start = line.targetStart();
    int end = line.targetEnd();
    if (head.matches(start, end, "*")) {
      authorityStart = start;
      pathStart = start;
      pathEnd = end;
      boolean options = head.matches(line.start(), line.methodEnd(), "options");
      return options ? null : Refusal.BAD_TARGET_FORM;
    }
    pathStart = head.bytes()[start] == '/' ? start : schemeEnd(start, end);
    if (pathStart < 0) {
      return Refusal.BAD_TARGET_FORM;
    }
    authorityStart = pathStart;
    if (defaultPort != NO_AUTHORITY) {
      pathStart = find('/', authorityStart, find('?', authorityStart, end));
      authority = Authority.parse(head.text(authorityStart, pathStart));
      if (authority == null) {
        return Refusal.BAD_AUTHORITY;
      }
    }
    pathEnd = find('?', pathStart, end);
    return PathRule.check(head.bytes(), pathStart, pathEnd);
  }

  private int schemeEnd(int start, int end) {
    if (head.matches(start, Math.min(start + 7, end), "http://")) {
      defaultPort = 80;
      return start + 7;
    }
    if (head.matches(start, Math.min(start + 8, end), "https://")) {
      defaultPort = 443;
      return start + 8;
    }
    return -1;
  }

  private int find(char c, int start, int end) {
    int i = start;
    while (i < end && head.bytes()[i] != c) {
      i++;
    }
    return i;
  }
}
