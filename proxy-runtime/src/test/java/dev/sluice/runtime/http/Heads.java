package dev.sluice.runtime.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Request heads for tests: texts whose characters are bytes. */
public final class Heads {

  public static final String CURL =
      request(
          "GET /v1/items?limit=10 HTTP/1.1",
          "Host: a.test",
          "User-Agent: curl/8.5.0",
          "Accept: */*");

  public static final String CHROME =
      """
      GET /search?q=a%20b&x={1}|2 HTTP/1.1
      Host: www.a.test
      Connection: keep-alive
      sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"
      sec-ch-ua-mobile: ?0
      sec-ch-ua-platform: "Linux"
      Upgrade-Insecure-Requests: 1
      User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8
      Sec-Fetch-Site: none
      Sec-Fetch-Mode: navigate
      Sec-Fetch-User: ?1
      Sec-Fetch-Dest: document
      Accept-Encoding: gzip, deflate, br, zstd
      Accept-Language: en-GB,en;q=0.9,de;q=0.8
      Cookie: JSESSIONID=A~0123456789abcdef; theme=dark; consent=1
      If-None-Match: W/"5f-18c"
      Priority: u=0, i

      """
          .replace("\n", "\r\n");

  public static final String UPLOAD =
      request(
          "POST /upload HTTP/1.1",
          "Host: a.test:8080",
          "Content-Length: 12",
          "Content-Type: text/plain");

  private Heads() {}

  /** A request with these lines after its request line and Host. */
  public static String with(String... lines) {
    return request("POST / HTTP/1.1", "Host: a.test", String.join("\r\n", lines));
  }

  /** A request of these lines. */
  public static String request(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  public static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** What a parser that got everything at once has come to. */
  static HeadParser parsed(String text) {
    return parsed(bytes(text));
  }

  static HeadParser parsed(ByteBuffer bytes) {
    HeadParser parser = new HeadParser();
    parser.parse(bytes);
    return parser;
  }

  /** The head of a request that must be accepted. */
  public static Head head(String text) {
    HeadParser parser = parsed(text);
    Head head = parser.head();
    if (head == null) {
      throw new AssertionError("refused: " + parser.inspection() + " " + parser.refusal());
    }
    return head;
  }
}
