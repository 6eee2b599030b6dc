package dev.sluice.it.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.testkit.FakeSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request or a response as one end has received it. Nothing behind it is taken, so the next one
 * can be received after it.
 *
 * @param head as sent, with the empty line
 * @param body without its framing; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared with nothing
record Message(String head, byte[] body) {

  /** The next request; null if the client has ended before one. */
  static @Nullable Message request(FakeSocket from) throws IOException {
    String head = from.receiveThrough("\r\n\r\n");
    return head.endsWith("\r\n\r\n") ? withBody(head, from, false) : null;
  }

  /** The next response to anything but HEAD. */
  static Message response(FakeSocket from) throws IOException {
    return withBody(from.receiveThrough("\r\n\r\n"), from, true);
  }

  /** The next head alone: of an interim response, or one to HEAD. */
  static Message headOnly(FakeSocket from) throws IOException {
    return new Message(from.receiveThrough("\r\n\r\n"), new byte[0]);
  }

  private static Message withBody(String head, FakeSocket from, boolean toTheEnd)
      throws IOException {
    Message message = new Message(head, new byte[0]);
    List<String> length = message.fields("content-length");
    if (!message.fields("transfer-encoding").isEmpty()) {
      return new Message(head, chunks(from));
    } else if (!length.isEmpty()) {
      return new Message(head, from.receive(Integer.parseInt(length.getFirst())));
    } else if (toTheEnd && !head.startsWith("HTTP/1.1 204") && !head.startsWith("HTTP/1.1 304")) {
      return new Message(head, from.receiveAll().bytes());
    }
    return message;
  }

  private static byte[] chunks(FakeSocket from) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = from.receiveThrough("\r\n").strip();
      int size = Integer.parseInt(line, 16);
      if (size == 0) {
        while (from.receiveThrough("\r\n").length() > 2) {}
        return body.toByteArray();
      }
      body.write(from.receive(size));
      if (!from.receiveText(2).equals("\r\n")) {
        throw new AssertionError("a chunk of " + size + " bytes has no end");
      }
    }
  }

  /** The first line. */
  String line() {
    return head.isEmpty() ? "" : head.substring(0, head.indexOf('\r'));
  }

  /** The values of all fields of a name in lower case. */
  List<String> fields(String name) {
    return head.lines()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .toList();
  }

  /** The body as ISO 8859-1. */
  String text() {
    return new String(body, ISO_8859_1);
  }
}
