package dev.sluice.runtime.frontend;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.runtime.http.Refusal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a client that cannot be served is told before its connection is closed, in the protocol it
 * speaks, so that its user sees a reason instead of a connection that just ends.
 */
public final class Answers {

  // TLS alert descriptions, RFC 8446 section 6.
  private static final int RECORD_OVERFLOW = 22;
  private static final int HANDSHAKE_FAILURE = 40;
  private static final int DECODE_ERROR = 50;
  private static final int INTERNAL_ERROR = 80;
  private static final int UNRECOGNIZED_NAME = 112;

  private static final byte TLS_HANDSHAKE_RECORD = 22;

  private Answers() {}

  /** For a client that no route fits; null if there is nothing it would understand. */
  public static @Nullable ByteBuffer refused(RouteTable routes, Inspector seen) {
    if (routes.inspectsTls()) {
      return switch (seen.tls()) {
        case COMPLETE -> alert(UNRECOGNIZED_NAME);
        case MALFORMED -> alert(DECODE_ERROR);
        case TOO_LARGE -> alert(RECORD_OVERFLOW);
        case OTHER -> routes.inspectsHttp() ? http(seen) : plainOnTls(seen);
        case PENDING, TIMEOUT -> null;
      };
    }
    return routes.inspectsHttp() ? http(seen) : null;
  }

  /** For a client whose backend has no server to offer; null if it would not understand. */
  public static @Nullable ByteBuffer unavailable(Inspector seen) {
    if (seen.clientHello() != null) {
      return alert(INTERNAL_ERROR);
    }
    return seen.requestHead() == null ? null : page(503, "no server can be reached", false);
  }

  private static @Nullable ByteBuffer plainOnTls(Inspector seen) {
    return startsHttp(seen.bytes()) ? page(400, "this port speaks TLS: use https", false) : null;
  }

  /** A word of capitals and a space: other protocols that begin with text are not answered. */
  private static boolean startsHttp(ByteBuffer bytes) {
    int i = 0;
    while (i < bytes.limit() && bytes.get(i) >= 'A' && bytes.get(i) <= 'Z') {
      i++;
    }
    return i > 0 && i < bytes.limit() && bytes.get(i) == ' ';
  }

  private static @Nullable ByteBuffer http(Inspector seen) {
    Refusal refusal = seen.refusal();
    return switch (seen.http()) {
      case COMPLETE -> page(404, "no site of this name is served here", false);
      case TIMEOUT -> page(408, "the request took too long", false);
      case OTHER -> startsTls(seen) ? alert(HANDSHAKE_FAILURE) : null;
      case MALFORMED, TOO_LARGE ->
          refusal == null
              ? null
              : page(refusal.status(), refusal.reason(), refusal == Refusal.METHOD_NOT_ALLOWED);
      case PENDING -> null;
    };
  }

  private static boolean startsTls(Inspector seen) {
    ByteBuffer bytes = seen.bytes();
    return bytes.limit() > 0 && bytes.get(0) == TLS_HANDSHAKE_RECORD;
  }

  /**
   * A fatal alert in a record of its own. TLS 1.3 servers write the same version (RFC 8446 5.1).
   */
  private static ByteBuffer alert(int description) {
    return ByteBuffer.wrap(new byte[] {21, 3, 3, 0, 2, 2, (byte) description});
  }

  private static ByteBuffer page(int status, String reason, boolean allow) {
    String body = status + " " + phrase(status) + ": " + reason + "\n";
    String text =
        "HTTP/1.1 "
            + status
            + " "
            + phrase(status)
            + "\r\nContent-Type: text/plain\r\nContent-Length: "
            + body.length()
            + (allow ? "\r\nAllow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" : "")
            + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
            + body;
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private static String phrase(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 414 -> "URI Too Long";
      case 431 -> "Request Header Fields Too Large";
      case 501 -> "Not Implemented";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> throw new IllegalArgumentException("no phrase for status " + status);
    };
  }
}
