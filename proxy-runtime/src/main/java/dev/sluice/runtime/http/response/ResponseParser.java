package dev.sluice.runtime.http.response;

import dev.sluice.api.session.Inspection;
import dev.sluice.runtime.http.FieldLines;
import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.Framing;
import dev.sluice.runtime.http.Octets;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1 response (RFC 9112 sections 2 to 6) while its bytes come in. It may
 * be borrowed for one response after the other; after {@link #reset} it reads the next one, final
 * or interim, whose first byte is then at index 0. The head before is valid until the reset.
 *
 * <p>It is as strict as {@link dev.sluice.runtime.http.HeadParser} and accepts no empty line before
 * the response. The reason phrase may be empty, also without the space before it. The outcome is a
 * function of the bytes alone, never of how they were cut, and does not change once it is decided.
 */
public final class ResponseParser {

  /** The longest head in bytes, with the empty line at its end. */
  public static final int MAX_HEAD = 64 * 1024;

  /** The longest line in bytes, without its CRLF. */
  public static final int MAX_LINE = 8 * 1024;

  /** The most fields. */
  public static final int MAX_FIELDS = 200;

  private static final String SCHEME = "HTTP/";
  private static final int MAJOR = 5;
  private static final int DOT = 6;
  private static final int MINOR = 7;
  private static final int STATUS = 9;
  private static final int STATUS_END = 12;

  private enum State {
    VERSION_AND_STATUS,
    REASON,
    LINE_LF,
    FIELDS
  }

  private final FieldLines fields = new FieldLines(MAX_FIELDS, MAX_LINE);
  private final Framing framing = new Framing();
  private State state = State.VERSION_AND_STATUS;
  private Inspection inspection = Inspection.PENDING;
  private @Nullable ResponseFault fault;
  private @Nullable ResponseHead head;

  private int position;
  private int minorVersion;
  private int status;
  private int reasonStart;
  private int reasonEnd;

  /**
   * Reads on.
   *
   * @param received all bytes of the connection since this response began, from index 0 to the
   *     limit; position and bytes stay as they are. It may be another buffer each time, if what it
   *     holds begins with what the last one held
   * @return one of PENDING, COMPLETE, OTHER, MALFORMED and TOO_LARGE
   */
  public Inspection parse(ByteBuffer received) {
    int end = Math.min(received.limit(), MAX_HEAD);
    while (state != State.FIELDS && inspection == Inspection.PENDING && position < end) {
      step(received, end);
    }
    if (state == State.FIELDS && inspection == Inspection.PENDING && fields.read(received, end)) {
      endFields(received);
    }
    if (inspection == Inspection.PENDING && end == MAX_HEAD) {
      refuse(ResponseFault.LONG_HEAD);
    }
    return inspection;
  }

  /** What {@link #parse} has last returned. */
  public Inspection inspection() {
    return inspection;
  }

  /** How many bytes the head has, with the empty line at its end; only if it is complete. */
  public int headLength() {
    if (head == null) {
      throw new IllegalStateException("the head is not complete");
    }
    return position;
  }

  /** The head; not null exactly if it is complete. */
  public @Nullable ResponseHead head() {
    return head;
  }

  /** Why it is refused; not null exactly if it is decided and not complete. */
  public @Nullable ResponseFault fault() {
    return fault;
  }

  /** Forgets everything, for the next response of the connection. */
  public void reset() {
    state = State.VERSION_AND_STATUS;
    inspection = Inspection.PENDING;
    fault = null;
    head = null;
    position = 0;
    status = 0;
  }

  private void step(ByteBuffer received, int end) {
    switch (state) {
      case VERSION_AND_STATUS -> versionAndStatus(received.get(position));
      case REASON -> reason(received, end);
      case LINE_LF -> lineLf(received.get(position));
      case FIELDS -> throw new IllegalStateException("fields are not read step by step");
    }
  }

  private void versionAndStatus(byte c) {
    ResponseFault found =
        switch (position) {
          case MAJOR, MINOR -> versionFault(c);
          case DOT -> c == '.' ? null : ResponseFault.BAD_VERSION;
          case STATUS - 1 -> c == ' ' ? null : ResponseFault.BAD_VERSION;
          case STATUS, STATUS + 1, STATUS + 2 -> statusFault(c);
          case STATUS_END -> afterStatus(c);
          default -> c == SCHEME.charAt(position) ? null : ResponseFault.NOT_HTTP;
        };
    if (found == null) {
      position++;
    } else {
      refuse(found);
    }
  }

  private @Nullable ResponseFault versionFault(byte c) {
    if (c < '0' || c > '9') {
      return ResponseFault.BAD_VERSION;
    }
    minorVersion = c - '0';
    boolean supported = c == '1' || (c == '0' && position == MINOR);
    return supported ? null : ResponseFault.UNSUPPORTED_VERSION;
  }

  private @Nullable ResponseFault statusFault(byte c) {
    boolean known = position == STATUS ? c >= '1' && c <= '5' : c >= '0' && c <= '9';
    status = status * 10 + c - '0';
    return known ? null : ResponseFault.BAD_STATUS;
  }

  private @Nullable ResponseFault afterStatus(byte c) {
    reasonStart = position + 1;
    if (c == ' ') {
      state = State.REASON;
      return null;
    }
    if (c == '\r') {
      reasonEnd = reasonStart;
      state = State.LINE_LF;
      return null;
    }
    return c == '\n' ? ResponseFault.BARE_LF : ResponseFault.BAD_STATUS;
  }

  private void reason(ByteBuffer received, int end) {
    int at = position;
    int most = Math.min(end, MAX_LINE + 1);
    while (at < most && Octets.isValue(received.get(at))) {
      at++;
    }
    position = at;
    if (at > MAX_LINE) {
      refuse(ResponseFault.LONG_STATUS_LINE);
    } else if (at < end) {
      afterReason(received.get(at));
    }
  }

  private void afterReason(byte c) {
    if (c == '\r') {
      reasonEnd = position++;
      state = State.LINE_LF;
    } else {
      refuse(c == '\n' ? ResponseFault.BARE_LF : ResponseFault.BAD_REASON);
    }
  }

  private void lineLf(byte c) {
    if (c == '\n') {
      fields.begin(++position);
      state = State.FIELDS;
    } else {
      refuse(ResponseFault.BARE_CR);
    }
  }

  private void endFields(ByteBuffer received) {
    ResponseFault found = ResponseFault.of(fields.fault());
    if (found == null) {
      position = fields.position();
      finish(fields.view(received));
    } else {
      refuse(found);
    }
  }

  private void finish(FieldSection section) {
    ResponseFault found = ResponseFault.of(framing.read(section, minorVersion));
    if (found == null) {
      StatusLine line = new StatusLine(minorVersion, status, reasonStart, reasonEnd);
      head = new ResponseHead(section, line, framing);
      inspection = Inspection.COMPLETE;
    } else {
      refuse(found);
    }
  }

  private void refuse(ResponseFault found) {
    fault = found;
    inspection = found.inspection();
  }
}
