package dev.sluice.runtime.frontend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.api.HeaderField;
import dev.sluice.runtime.config.model.ErrorFile;
import dev.sluice.runtime.http.Phrases;
import dev.sluice.runtime.http.forward.ConnectionField;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The answers that the proxy itself gives: the file that the configuration has for a status, else a
 * line of text. Both name the request, by the number that its line in the log can have. Immutable.
 */
public final class Pages {

  /** Without files. */
  public static final Pages BUILT_IN = new Pages(Map.of());

  private static final String TEXT = "text/plain; charset=utf-8";

  /** How an answer ends, which depends on who has asked. */
  public record Framing(ConnectionField connection, boolean withBody) {

    /** For who has sent no request that could be read, or whose next one could not. */
    public static final Framing LAST = new Framing(ConnectionField.CLOSE, true);
  }

  private final Map<Integer, ErrorFile> files;

  /** With files by status. */
  public Pages(Map<Integer, ErrorFile> files) {
    this.files = Map.copyOf(files);
  }

  /**
   * An answer that something is wrong.
   *
   * @param reason what, in a few words; nothing that a client has sent
   * @param id of the request
   * @param fields further ones of its head; one that every answer has takes its place
   */
  public ByteBuffer error(
      int status, String reason, long id, Framing framing, List<HeaderField> fields) {
    ErrorFile file = files.get(status);
    if (file != null) {
      String body = file.text().replace(ErrorFile.ID, Long.toString(id));
      return message(status, file.contentType(), body, id, framing, fields);
    }
    String body = status + " " + Phrases.of(status) + ": " + reason + "\nrequest " + id + "\n";
    return message(status, TEXT, body, id, framing, fields);
  }

  /** An answer that the proxy runs. */
  public ByteBuffer ready(long id, Framing framing) {
    return message(200, TEXT, "Service ready.\n", id, framing, List.of());
  }

  private static ByteBuffer message(
      int status,
      String contentType,
      String text,
      long id,
      Framing framing,
      List<HeaderField> fields) {
    byte[] body = text.getBytes(UTF_8);
    byte[] head =
        ("HTTP/1.1 "
                + status
                + " "
                + Phrases.of(status)
                + "\r\n"
                + unlessSaid("Content-Type", contentType, fields)
                + line("Content-Length", Integer.toString(body.length))
                + (isForGood(status) ? "" : unlessSaid("Cache-Control", "no-store", fields))
                + unlessSaid("X-Request-Id", Long.toString(id), fields)
                + lines(fields)
                + framing.connection().text()
                + "\r\n")
            .getBytes(ISO_8859_1);
    ByteBuffer message = ByteBuffer.allocate(head.length + body.length).put(head);
    if (framing.withBody()) {
      message.put(body);
    }
    return message.flip();
  }

  private static String lines(List<HeaderField> fields) {
    return fields.stream()
        .map(field -> line(field.name(), field.value()))
        .collect(Collectors.joining());
  }

  /** A line of our own; nothing if there is one of its name. */
  private static String unlessSaid(String name, String value, List<HeaderField> fields) {
    boolean said = fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
    return said ? "" : line(name, value);
  }

  private static String line(String name, String value) {
    return name + ": " + value + "\r\n";
  }

  /** RFC 9110 sections 15.4.2 and 15.4.9. */
  private static boolean isForGood(int status) {
    return status == 301 || status == 308;
  }

  /**
   * Whether bytes begin a request that must be answered without a body, whatever follows; before it
   * may stand an empty line (RFC 9112 section 2.2).
   */
  public static boolean beginsWithHead(ByteBuffer bytes) {
    return beginsWith(bytes, "HEAD ") || beginsWith(bytes, "\r\nHEAD ");
  }

  private static boolean beginsWith(ByteBuffer bytes, String text) {
    ByteBuffer expected = US_ASCII.encode(text);
    int length = expected.remaining();
    return bytes.remaining() >= length && bytes.slice(bytes.position(), length).equals(expected);
  }
}
