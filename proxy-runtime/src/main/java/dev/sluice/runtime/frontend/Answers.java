package dev.sluice.runtime.frontend;

import dev.sluice.api.HeaderField;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.RequestHead;
import dev.sluice.runtime.http.Refusal;
import dev.sluice.runtime.http.forward.ConnectionField;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client that cannot be served is told before its connection is closed, in the protocol it
 * speaks, so that its user sees a reason instead of a connection that just ends.
 */
public final class Answers {

  // TLS alert descriptions, RFC 8446 section 6.
  private static final int RECORD_OVERFLOW = 22;
  private static final int HANDSHAKE_FAILURE = 40;
  private static final int ACCESS_DENIED = 49;
  private static final int DECODE_ERROR = 50;
  private static final int INTERNAL_ERROR = 80;
  private static final int UNRECOGNIZED_NAME = 112;

  private static final byte TLS_HANDSHAKE_RECORD = 22;

  private static final Pages.Framing LAST_WITHOUT_BODY =
      new Pages.Framing(ConnectionField.CLOSE, false);

  private Answers() {}

  /** For a client that no route fits; null if there is nothing it would understand. */
  public static @Nullable ByteBuffer refused(RouteTable routes, Inspector seen, long id) {
    if (routes.inspectsTls()) {
      return switch (seen.tls()) {
        case COMPLETE -> alert(UNRECOGNIZED_NAME);
        case MALFORMED -> alert(DECODE_ERROR);
        case TOO_LARGE -> alert(RECORD_OVERFLOW);
        case OTHER -> routes.inspectsHttp() ? http(seen, id) : plainOnTls(seen, id);
        case PENDING, TIMEOUT -> null;
      };
    }
    return routes.inspectsHttp() ? http(seen, id) : null;
  }

  /** For a client whose backend has no server to offer; null if it would not understand. */
  public static @Nullable ByteBuffer unavailable(Inspector seen, long id) {
    if (seen.clientHello() != null) {
      return alert(INTERNAL_ERROR);
    }
    return seen.requestHead() == null ? null : page(503, "no server can be reached", seen, id);
  }

  /** For a client that a filter refuses; null if nothing was read that it could be answered to. */
  public static @Nullable ByteBuffer denied(
      RouteTable routes, Inspector seen, Verdict verdict, long id) {
    if (routes.inspectsTls() && seen.clientHello() != null) {
      return alert(ACCESS_DENIED);
    }
    if (!routes.inspectsHttp() || seen.requestHead() == null) {
      return null;
    }
    int status = verdict.status() < 400 ? 403 : verdict.status();
    return page(status, String.valueOf(verdict.reason()), seen, id, verdict.fields());
  }

  private static @Nullable ByteBuffer plainOnTls(Inspector seen, long id) {
    return startsHttp(seen.bytes()) ? page(400, "this port speaks TLS: use https", seen, id) : null;
  }

  /** A word of capitals and a space: other protocols that begin with text are not answered. */
  private static boolean startsHttp(ByteBuffer bytes) {
    int i = 0;
    while (i < bytes.limit() && bytes.get(i) >= 'A' && bytes.get(i) <= 'Z') {
      i++;
    }
    return i > 0 && i < bytes.limit() && bytes.get(i) == ' ';
  }

  private static @Nullable ByteBuffer http(Inspector seen, long id) {
    Refusal refusal = seen.refusal();
    return switch (seen.http()) {
      case COMPLETE -> page(404, "no site of this name is served here", seen, id);
      case TIMEOUT -> page(408, "the request took too long", seen, id);
      case OTHER -> startsTls(seen) ? alert(HANDSHAKE_FAILURE) : null;
      case MALFORMED, TOO_LARGE ->
          refusal == null ? null : page(refusal.status(), refusal.reason(), seen, id);
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

  private static ByteBuffer page(int status, String reason, Inspector seen, long id) {
    return page(status, reason, seen, id, List.of());
  }

  private static ByteBuffer page(
      int status, String reason, Inspector seen, long id, List<HeaderField> fields) {
    RequestHead request = seen.requestHead();
    boolean head =
        request == null ? Pages.beginsWithHead(seen.bytes()) : request.method().equals("HEAD");
    return Pages.BUILT_IN.error(
        status, reason, id, head ? LAST_WITHOUT_BODY : Pages.Framing.LAST, fields);
  }
}
