package dev.sluice.runtime.http;

import dev.sluice.api.session.Inspection;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1 request (RFC 9112 sections 2 to 6) while its bytes come in. There is
 * one parser for each connection, used on its event loop; after {@link #reset} it reads the next
 * request, whose first byte is then at index 0.
 *
 * <p>It is strict: what readers are known to understand in different ways is refused ({@link
 * Refusal}), and exactly one empty line before the request is accepted. The outcome is a function
 * of the bytes alone, never of how they were cut, and does not change once it is decided. It
 * remembers where it stopped, so feeding a head byte by byte costs no more than feeding it whole.
 * Until a head is complete nothing is allocated but, for more than 16 fields, a larger array of
 * offsets. The last Host is kept for the next request.
 */
public final class HeadParser {

  /** The longest request line in bytes, without its CRLF. */
  public static final int MAX_REQUEST_LINE = 8 * 1024;

  /** The longest head in bytes, from the first byte received to the empty line's LF. */
  public static final int MAX_HEAD = 16 * 1024;

  /** The most fields. */
  public static final int MAX_FIELDS = 100;

  private static final int MAX_METHOD = 24;
  private static final int VERSION_LENGTH = "HTTP/1.1".length();

  private enum State {
    START,
    BLANK_LINE_LF,
    METHOD,
    TARGET,
    VERSION,
    LINE_LF,
    FIELDS
  }

  private final FieldLines fields = new FieldLines(MAX_FIELDS, FieldLines.ANY_LENGTH);
  private final Framing framing = new Framing();
  private final HeadRules.LastHost lastHost = new HeadRules.LastHost();
  private State state = State.START;
  private Inspection inspection = Inspection.PENDING;
  private @Nullable Refusal refusal;
  private @Nullable Head head;

  private int position;
  private int lineStart;
  private int methodEnd;
  private int targetEnd;
  private int minorVersion;

  /**
   * Reads on.
   *
   * @param received all bytes of the connection since this request began, from index 0 to the
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
      refuse(Refusal.LONG_HEAD);
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
  public @Nullable Head head() {
    return head;
  }

  /** Why it is refused; not null exactly if it is decided and not complete. */
  public @Nullable Refusal refusal() {
    return refusal;
  }

  /** Forgets everything, for the next request of the connection. */
  public void reset() {
    state = State.START;
    inspection = Inspection.PENDING;
    refusal = null;
    head = null;
    position = 0;
    lineStart = 0;
  }

  private void step(ByteBuffer received, int end) {
    switch (state) {
      case START -> start(received.get(position));
      case BLANK_LINE_LF -> blankLineLf(received.get(position));
      case METHOD -> method(received, end);
      case TARGET -> target(received, end);
      case VERSION -> version(received, end);
      case LINE_LF -> lineLf(received.get(position));
      case FIELDS -> throw new IllegalStateException("fields are not read step by step");
    }
  }

  private void start(byte c) {
    if (c == '\r') {
      position++;
      state = State.BLANK_LINE_LF;
    } else {
      state = State.METHOD;
    }
  }

  /** RFC 9112 section 2.2: an empty line before the request, which some send after a body. */
  private void blankLineLf(byte c) {
    if (c == '\n') {
      lineStart = ++position;
      state = State.METHOD;
    } else {
      refuse(Refusal.BARE_CR);
    }
  }

  private void method(ByteBuffer received, int end) {
    for (; position < end; position++) {
      byte c = received.get(position);
      if (c == ' ' && position > lineStart) {
        methodEnd = position++;
        state = State.TARGET;
        return;
      }
      if (!Octets.isMethod(c)) {
        boolean text = Octets.isToken(c) || Octets.isBlank(c) || c == '\r' || c == '\n';
        refuse(text ? Refusal.BAD_METHOD : Refusal.NOT_HTTP);
        return;
      }
      if (position - lineStart == MAX_METHOD) {
        refuse(Refusal.LONG_METHOD);
        return;
      }
    }
  }

  private void target(ByteBuffer received, int end) {
    for (; position < end; position++) {
      byte c = received.get(position);
      if (position - lineStart == MAX_REQUEST_LINE) {
        refuse(Refusal.LONG_REQUEST_LINE);
        return;
      }
      if (!Octets.isTarget(c)) {
        targetEnd = position;
        afterTarget(c);
        return;
      }
    }
  }

  private void afterTarget(byte c) {
    if (c == '\r' || c == '\n' || (c == ' ' && targetEnd == methodEnd + 1)) {
      refuse(Refusal.BAD_REQUEST_LINE);
    } else if (c == ' ') {
      position++;
      state = State.VERSION;
    } else {
      refuse(Refusal.BAD_TARGET);
    }
  }

  private void version(ByteBuffer received, int end) {
    for (; position < end; position++) {
      byte c = received.get(position);
      int length = position - targetEnd - 1;
      if (c == '\r') {
        Refusal fault = requestLineFault(received, length);
        if (fault != null) {
          refuse(fault);
          return;
        }
        position++;
        state = State.LINE_LF;
        return;
      }
      if (c == '\n' || length == VERSION_LENGTH) {
        refuse(c == '\n' ? Refusal.BARE_LF : Refusal.BAD_VERSION);
        return;
      }
    }
  }

  private @Nullable Refusal requestLineFault(ByteBuffer received, int versionLength) {
    int major = received.get(position - 3) - '0';
    minorVersion = received.get(position - 1) - '0';
    boolean wellFormed =
        versionLength == VERSION_LENGTH
            && matches(received, targetEnd + 1, "HTTP/")
            && received.get(position - 2) == '.'
            && isDigit(major)
            && isDigit(minorVersion);
    if (!wellFormed) {
      return Refusal.BAD_VERSION;
    }
    if (major != 1 || minorVersion > 1) {
      return Refusal.UNSUPPORTED_VERSION;
    }
    if (position - lineStart > MAX_REQUEST_LINE) {
      return Refusal.LONG_REQUEST_LINE;
    }
    boolean refused = isMethod(received, "CONNECT") || isMethod(received, "TRACE");
    return refused ? Refusal.METHOD_NOT_ALLOWED : null;
  }

  private boolean isMethod(ByteBuffer received, String method) {
    return methodEnd - lineStart == method.length() && matches(received, lineStart, method);
  }

  private static boolean matches(ByteBuffer received, int start, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (received.get(start + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(int value) {
    return value >= 0 && value <= 9;
  }

  private void lineLf(byte c) {
    if (c == '\n') {
      fields.begin(++position);
      state = State.FIELDS;
    } else {
      refuse(Refusal.BARE_CR);
    }
  }

  private void endFields(ByteBuffer received) {
    Refusal fault = Refusal.of(fields.fault());
    if (fault == null) {
      position = fields.position();
      finish(fields.section(received));
    } else {
      refuse(fault);
    }
  }

  private void finish(FieldSection section) {
    RequestLine line = new RequestLine(lineStart, methodEnd, targetEnd, minorVersion);
    HeadRules rules = new HeadRules(section, line, framing, lastHost);
    Refusal fault = rules.check();
    if (fault == null) {
      head = rules.head();
      inspection = Inspection.COMPLETE;
    } else {
      refuse(fault);
    }
  }

  private void refuse(Refusal fault) {
    refusal = fault;
    inspection = fault.inspection();
  }
}
