package dev.sluice.runtime.http.response;

import dev.sluice.runtime.http.Heads;
import java.nio.ByteBuffer;
import java.util.List;

/** Response heads for tests: texts whose characters are bytes. */
public final class Responses {

  static final String NGINX =
      response(
          "HTTP/1.1 200 OK",
          "Server: nginx/1.26.3",
          "Date: Tue, 25 Nov 2025 10:00:00 GMT",
          "Content-Type: text/html",
          "Content-Length: 615",
          "Connection: keep-alive",
          "ETag: \"5f-18c\"");

  static final List<String> SEEDS =
      List.of(
          NGINX,
          response("HTTP/1.1 200", "Content-Length: 0"),
          response("HTTP/1.1 204 "),
          response("HTTP/1.0 302 Moved  for now", "Location: /x", "Connection: keep-alive"),
          response("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Trailer: X"),
          response("HTTP/1.1 101 Switching", "Connection: Upgrade", "Upgrade: websocket"),
          response("HTTP/1.1 103 Early Hints", "Link: </a.css>; rel=preload") + NGINX,
          response("HTTP/1.1 200 OK", "Content-Length: 1", "Content-Length: 1"),
          response("HTTP/1.1 200 OK", "Content-Length: 1", "Transfer-Encoding: chunked"),
          response("HTTP/1.1 99999 Odd"),
          response("HTTP/1.1 200 OK", "X: a\r\n folded"));

  private Responses() {}

  /** A head of these lines. */
  public static String response(String... lines) {
    return Heads.request(lines);
  }

  /** A head with these lines after its status line. */
  static String with(String... lines) {
    return response("HTTP/1.1 200 OK", String.join("\r\n", lines));
  }

  static ResponseParser parsed(String text) {
    return parsed(Heads.bytes(text));
  }

  static ResponseParser parsed(ByteBuffer bytes) {
    ResponseParser parser = new ResponseParser();
    parser.parse(bytes);
    return parser;
  }

  /** The head of a response that must be accepted. */
  public static ResponseHead head(String text) {
    ResponseParser parser = parsed(text);
    ResponseHead head = parser.head();
    if (head == null) {
      throw new AssertionError("refused: " + parser.inspection() + " " + parser.fault());
    }
    return head;
  }
}
