package dev.sluice.runtime.http;

import org.jspecify.annotations.Nullable;

/** What a head whose lines are well-formed must keep as a whole, checked in one go. */
final class HeadRules {

  private final FieldSection fields;
  private final RequestLine line;
  private final RequestTarget target;
  private final Framing framing;
  private final HostField hosts;
  private @Nullable Authority authority;

  /**
   * The rules for one head.
   *
   * @param hosts those of the connection
   */
  HeadRules(FieldSection fields, RequestLine line, HostField hosts) {
    this.fields = fields;
    this.line = line;
    this.target = new RequestTarget(fields, line);
    this.framing = new Framing(fields);
    this.hosts = hosts;
  }

  /** Why the request is refused, or null. */
  @Nullable Refusal check() {
    Refusal fault = target.read();
    if (fault == null) {
      fault = readHost();
    }
    return fault == null ? Refusal.of(framing.read(line.minorVersion())) : fault;
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
    Authority host = hosts.read(fields, field);
    if (host == null) {
      return Refusal.BAD_HOST;
    }
    authority = host;
    boolean agree = named == null || named.sameAs(host, target.defaultPort());
    return agree ? null : Refusal.OTHER_HOST;
  }
}
