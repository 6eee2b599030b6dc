package dev.sluice.runtime.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a head whose lines are well-formed must keep as a whole, checked in one go. */
final class HeadRules {

  private final FieldSection fields;
  private final RequestLine line;
  private final RequestTarget target;
  private final Framing framing;
  private final LastHost last;
  private @Nullable Authority authority;

  /**
   * The rules for one head.
   *
   * @param framing that of the parser
   * @param last that of the connection
   */
  HeadRules(FieldSection fields, RequestLine line, Framing framing, LastHost last) {
    this.fields = fields;
    this.line = line;
    this.target = new RequestTarget(fields, line);
    this.framing = framing;
    this.last = last;
  }

  /** Why the request is refused, or null. */
  @Nullable Refusal check() {
    Refusal fault = target.read();
    if (fault == null) {
      fault = readHost();
    }
    return fault == null ? Refusal.of(framing.read(fields, line.minorVersion())) : fault;
  }

  /** The head, after a check that found nothing. */
  Head head() {
    return new Head(fields, line, target, authority, framing);
  }

  /** RFC 9112 section 3.2: one Host, in agreement with the target; only HTTP/1.0 may omit it. */
  private @Nullable Refusal readHost() {
    Authority named = target.authority();
    authority = named;
    int field = fields.only("host");
    if (field == FieldSection.NONE) {
      return line.minorVersion() == 0 ? null : Refusal.NO_HOST;
    }
    if (field == FieldSection.SEVERAL) {
      return Refusal.REPEATED_HOST;
    }
    Authority host = last.read(fields, field);
    if (host == null) {
      return Refusal.BAD_HOST;
    }
    authority = host;
    boolean agree = named == null || named.sameAs(host, target.defaultPort());
    return agree ? null : Refusal.OTHER_HOST;
  }

  /** A client asks for the same host again and again, which is parsed once. */
  static final class LastHost {

    private byte[] value = {};
    private @Nullable Authority authority;

    /** What the value of a field names; null if that is no host. */
    private @Nullable Authority read(FieldSection fields, int field) {
      byte[] bytes = fields.bytes();
      int start = fields.valueStart(field);
      int end = fields.valueEnd(field);
      if (authority == null || !Arrays.equals(bytes, start, end, value, 0, value.length)) {
        value = Arrays.copyOfRange(bytes, start, end);
        authority = Authority.parse(fields.value(field));
      }
      return authority;
    }
  }
}
