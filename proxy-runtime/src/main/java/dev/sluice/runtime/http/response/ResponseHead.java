package dev.sluice.runtime.http.response;

import dev.sluice.runtime.http.ConnectionOptions;
import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.Framing;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The head of a response that keeps every rule of {@link ResponseParser}. It is valid until the
 * parser's {@link ResponseParser#reset}, as the next one is read into the same memory; texts are
 * made when they are asked for. Fields keep their case and order. Whether a body follows depends on
 * the request's method and the status too.
 */
public final class ResponseHead {

  private final FieldSection fields;
  private final StatusLine line;
  private final ConnectionOptions options;
  private final long contentLength;
  private final boolean chunked;

  ResponseHead(FieldSection fields, StatusLine line, Framing framing) {
    this.fields = fields;
    this.line = line;
    this.options = ConnectionOptions.of(fields);
    this.contentLength = framing.length();
    this.chunked = framing.chunked();
  }

  /** The status, from 100 to 599. */
  public int status() {
    return line.status();
  }

  /** The minor version: 1 for HTTP/1.1, 0 for HTTP/1.0. */
  public int minorVersion() {
    return line.minorVersion();
  }

  /** The reason phrase, as sent; may be empty. A byte is a character. */
  public String reason() {
    return fields.text(line.reasonStart(), line.reasonEnd());
  }

  /** Where the reason phrase begins in the bytes of the fields. */
  public int reasonStart() {
    return line.reasonStart();
  }

  /** Where the reason phrase ends in the bytes of the fields. */
  public int reasonEnd() {
    return line.reasonEnd();
  }

  /** The values of all fields with that name, in order; names are compared without case. */
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

  /** The fields, for those who copy them as bytes. */
  public FieldSection fields() {
    return fields;
  }

  /** What its Connection fields ask for. */
  public ConnectionOptions options() {
    return options;
  }

  /** Whether the body, if there is one, is chunked; then there is no content length. */
  public boolean chunked() {
    return chunked;
  }

  /** The value of Content-Length; -1 if there is none. */
  public long contentLength() {
    return contentLength;
  }

  /** Whether the server lets its connection be used again, as far as the head tells. */
  public boolean keepsAlive() {
    return options.keepsAlive(line.minorVersion());
  }

  /** Whether the server names another protocol, one that the proxy lets pass. */
  public boolean upgrades() {
    return options.upgrades(line.minorVersion());
  }

  /** The status line without its reason, for tests and debugging. */
  @Override
  public String toString() {
    return "HTTP/1." + minorVersion() + " " + status();
  }
}
