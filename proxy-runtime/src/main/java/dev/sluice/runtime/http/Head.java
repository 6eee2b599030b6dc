package dev.sluice.runtime.http;

import dev.sluice.api.session.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that keeps every rule of {@link HeadParser}. Immutable, with bytes of its
 * own, so it may be kept; texts are made when they are asked for. Fields keep their case and order.
 */
public final class Head implements RequestHead {

  private static final byte[] VERSION = " HTTP/1.1".getBytes(StandardCharsets.US_ASCII);

  private final FieldSection fields;
  private final RequestLine line;
  private final ConnectionOptions options;
  private final int authorityStart;
  private final int pathStart;
  private final int pathEnd;
  private final @Nullable String host;
  private final long contentLength;
  private final boolean chunked;

  // Made on first use. A race makes an equal string twice, and strings are safe to share.
  private @Nullable String path;

  Head(
      FieldSection fields,
      RequestLine line,
      RequestTarget target,
      @Nullable Authority authority,
      Framing framing) {
    this.fields = fields;
    this.line = line;
    this.options = ConnectionOptions.of(fields);
    this.authorityStart = target.authorityStart();
    this.pathStart = target.pathStart();
    this.pathEnd = target.pathEnd();
    this.host = authority == null ? null : authority.host();
    this.contentLength = framing.length();
    this.chunked = framing.chunked();
  }

  @Override
  public String method() {
    return Methods.text(fields, line.start(), line.methodEnd());
  }

  @Override
  public String target() {
    return fields.text(line.targetStart(), line.targetEnd());
  }

  @Override
  public String path() {
    String text = path;
    if (text == null) {
      text = pathStart < pathEnd ? fields.text(pathStart, pathEnd) : emptyPath();
      path = text;
    }
    return text;
  }

  /** RFC 9112 section 3.2.4: OPTIONS for a whole server may come as a URI without path. */
  private String emptyPath() {
    boolean wholeServer = pathEnd == line.targetEnd() && method().equals("OPTIONS");
    return wholeServer ? "*" : "/";
  }

  /** The path and, after {@code ?}, the query if there is one: what a server gets. */
  public String pathAndQuery() {
    return path() + fields.text(pathEnd, line.targetEnd());
  }

  @Override
  public @Nullable String host() {
    return host;
  }

  @Override
  public int minorVersion() {
    return line.minorVersion();
  }

  @Override
  public List<String> header(String name) {
    return fields.values(name.toLowerCase(Locale.ROOT));
  }

  /** How many fields there are. */
  public int fieldCount() {
    return fields.count();
  }

  /**
   * The name of a field, as sent.
   *
   * @param field counted from 0, in the order sent
   */
  public String fieldName(int field) {
    return fields.name(Objects.checkIndex(field, fields.count()));
  }

  /**
   * The value of a field, as sent but without white space at both ends; a byte is a character.
   *
   * @param field counted from 0, in the order sent
   */
  public String fieldValue(int field) {
    return fields.value(Objects.checkIndex(field, fields.count()));
  }

  /** Whether the body is chunked (RFC 9112 section 7.1); then there is no content length. */
  public boolean chunked() {
    return chunked;
  }

  /** The length of the body in bytes; -1 if the request does not say one. */
  public long contentLength() {
    return contentLength;
  }

  /** Whether anything follows the head that belongs to the request. */
  public boolean hasBody() {
    return chunked || contentLength > 0;
  }

  /** Whether the client lets its connection be used for another request. */
  public boolean keepsAlive() {
    return options.keepsAlive(line.minorVersion());
  }

  /** Whether the client asks for another protocol, one that the proxy lets pass. */
  public boolean upgrades() {
    return options.upgrades(line.minorVersion());
  }

  /** The fields, for those who copy them as bytes. */
  public FieldSection fields() {
    return fields;
  }

  /** What its Connection fields ask for. */
  public ConnectionOptions options() {
    return options;
  }

  /** Puts method, origin-form of the target and version, as a server gets them, without CRLF. */
  public void writeLine(ByteBuffer to) {
    byte[] bytes = fields.bytes();
    to.put(bytes, line.start(), line.targetStart() - line.start());
    if (pathStart == pathEnd) {
      to.put((byte) emptyPath().charAt(0));
    }
    to.put(bytes, pathStart, line.targetEnd() - pathStart).put(VERSION);
  }

  /** Puts what names the host, as the client sent it; nothing if there is no such thing. */
  public void writeHost(ByteBuffer to) {
    int field = fields.only("host");
    if (authorityStart < pathStart) {
      to.put(fields.bytes(), authorityStart, pathStart - authorityStart);
    } else if (field >= 0) {
      int start = fields.valueStart(field);
      to.put(fields.bytes(), start, fields.valueEnd(field) - start);
    }
  }

  /** The request line, for tests and debugging; not for logs, which must escape it. */
  @Override
  public String toString() {
    return method() + " " + target() + " HTTP/1." + minorVersion();
  }
}
