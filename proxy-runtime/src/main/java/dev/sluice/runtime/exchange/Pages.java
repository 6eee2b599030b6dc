package dev.sluice.runtime.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The answers that the proxy itself gives. */
final class Pages {

  private Pages() {}

  /**
   * A small readable page.
   *
   * @param reason what is wrong, in a few words; nothing that a client has sent
   * @param id of the request, by which it is found in the log
   * @param withBody false for an answer to HEAD
   */
  static ByteBuffer page(
      int status, String reason, long id, boolean close, boolean withBody, String more) {
    String body = status + " " + phrase(status) + ": " + reason + "\nrequest " + id + "\n";
    String text =
        "HTTP/1.1 "
            + status
            + " "
            + phrase(status)
            + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
            + body.length()
            + "\r\nCache-Control: no-store\r\n"
            + more
            + (close ? "Connection: close\r\n\r\n" : "\r\n")
            + (withBody ? body : "");
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String phrase(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 303 -> "See Other";
      case 307 -> "Temporary Redirect";
      case 308 -> "Permanent Redirect";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 417 -> "Expectation Failed";
      case 421 -> "Misdirected Request";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> "Refused";
    };
  }
}
