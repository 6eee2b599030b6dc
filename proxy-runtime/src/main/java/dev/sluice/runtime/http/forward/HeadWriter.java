package dev.sluice.runtime.http.forward;

import dev.sluice.runtime.http.ConnectionOptions;
import dev.sluice.runtime.http.Elements;
import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.Framing;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.response.ResponseHead;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes heads in canonical form (RFC 9112): CRLF, one Host, Content-Length or Transfer-Encoding
 * but never both, nothing that concerns one connection only, and the other fields in the order and
 * case they came in. Bytes are copied from the head that was received, without making texts.
 *
 * <p>Whether it has fitted is the result. If not, the buffer is as it was, and the caller may try
 * again with a larger one. There is one writer for each event loop or connection.
 */
public final class HeadWriter implements FieldSink {

  /** For a body whose length no field tells. */
  public static final long NO_LENGTH = Framing.NO_LENGTH;

  /** For a body that is sent in chunks. */
  public static final long CHUNKED = -2;

  private static final ByteBuffer NOWHERE = ByteBuffer.allocate(0);
  private static final byte[] COLON = ascii(": ");
  private static final byte[] CRLF = ascii("\r\n");
  private static final byte[] HOST = ascii("Host: ");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] ENCODING = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] UPGRADE = ascii("Upgrade: ");
  private static final byte[] VERSION = ascii("HTTP/1.1 ");

  private static final int MAX_LONG_DIGITS = 19;

  private final byte[] number = new byte[MAX_LONG_DIGITS];
  private ByteBuffer to = NOWHERE;

  /**
   * Writes the head of a request, framed as the client framed it. A request without host, which
   * only HTTP/1.0 allows, gets an empty one (RFC 9112 section 3.2).
   *
   * @param buffer where it goes, from the position on
   * @param connection UPGRADE only if {@link Head#upgrades()}
   * @return whether it has fitted
   */
  public boolean request(
      ByteBuffer buffer, Head head, ConnectionField connection, FieldEdits edits) {
    long body = head.chunked() ? CHUNKED : head.contentLength();
    int start = begin(buffer);
    boolean written = false;
    try {
      head.writeLine(to);
      to.put(CRLF);
      putHost(head, edits.host());
      putFields(head.fields(), head.options(), body, connection, edits);
      written = true;
    } catch (BufferOverflowException e) {
      // Nobody counts beforehand what edits add.
    } finally {
      end(start, written);
    }
    return written;
  }

  /**
   * Writes the head of a response.
   *
   * @param buffer where it goes, from the position on
   * @param body the value of Content-Length, {@link #CHUNKED} or {@link #NO_LENGTH}; not heeded for
   *     interim responses and 204, which have neither field (RFC 9110 section 8.6)
   * @param connection UPGRADE only if {@link ResponseHead#upgrades()}
   * @return whether it has fitted
   */
  public boolean response(
      ByteBuffer buffer,
      ResponseHead head,
      long body,
      ConnectionField connection,
      FieldEdits edits) {
    boolean unframed = head.status() < 200 || head.status() == 204;
    int start = begin(buffer);
    boolean written = false;
    try {
      to.put(VERSION);
      putDecimal(head.status());
      to.put((byte) ' ');
      putRange(head.fields(), head.reasonStart(), head.reasonEnd());
      to.put(CRLF);
      putFields(head.fields(), head.options(), unframed ? NO_LENGTH : body, connection, edits);
      written = true;
    } catch (BufferOverflowException e) {
      // Nobody counts beforehand what edits add.
    } finally {
      end(start, written);
    }
    return written;
  }

  @Override
  public void add(String name, String value) {
    FieldLine.checkName(name);
    putText(name);
    to.put(COLON);
    putText(value);
    to.put(CRLF);
  }

  @Override
  public void add(FieldLine line) {
    to.put(line.bytes());
  }

  private int begin(ByteBuffer buffer) {
    to = buffer;
    return buffer.position();
  }

  private void end(int start, boolean written) {
    if (!written) {
      to.position(start);
    }
    to = NOWHERE;
  }

  private void putHost(Head head, @Nullable String instead) {
    to.put(HOST);
    if (instead == null) {
      head.writeHost(to);
    } else {
      putText(instead);
    }
    to.put(CRLF);
  }

  private void putFields(
      FieldSection fields,
      ConnectionOptions options,
      long body,
      ConnectionField connection,
      FieldEdits edits) {
    putKept(fields, options, edits);
    if (body == CHUNKED) {
      to.put(ENCODING);
    } else if (body >= 0) {
      to.put(LENGTH);
      putDecimal(body);
      to.put(CRLF);
    }
    edits.append(fields, this);
    putConnection(fields, connection);
    to.put(CRLF);
  }

  /** Copies the fields that stay; neighbours whose lines are canonical already in one go. */
  private void putKept(FieldSection fields, ConnectionOptions options, FieldEdits edits) {
    int start = 0;
    int end = 0;
    for (int field = 0; field < fields.count(); field++) {
      if (OneHop.ends(fields, field)
          || OneHop.drops(fields, options, field)
          || edits.removes(fields, field)) {
        continue;
      }
      if (fields.nameStart(field) != end) {
        putRange(fields, start, end);
        start = fields.nameStart(field);
      }
      byte[] instead = edits.value(fields, field);
      if (instead == null && isCanonical(fields, field)) {
        end = fields.valueEnd(field) + CRLF.length;
      } else {
        putRange(fields, start, fields.nameEnd(field));
        to.put(COLON);
        if (instead == null) {
          putRange(fields, fields.valueStart(field), fields.valueEnd(field));
        } else {
          to.put(instead);
        }
        to.put(CRLF);
        start = 0;
        end = 0;
      }
    }
    putRange(fields, start, end);
  }

  /** Whether one space stands behind the colon, and none before CRLF. */
  private static boolean isCanonical(FieldSection fields, int field) {
    byte[] bytes = fields.bytes();
    int colon = fields.nameEnd(field);
    return fields.valueStart(field) == colon + COLON.length
        && bytes[colon + 1] == ' '
        && bytes[fields.valueEnd(field)] == '\r';
  }

  private void putConnection(FieldSection fields, ConnectionField connection) {
    if (connection == ConnectionField.UPGRADE) {
      Elements upgrade = new Elements(fields, "upgrade");
      if (!ConnectionOptions.findProtocol(upgrade)) {
        return;
      }
      to.put(UPGRADE);
      putRange(fields, upgrade.start(), upgrade.end());
      to.put(CRLF);
    }
    to.put(connection.line());
  }

  private void putRange(FieldSection fields, int start, int end) {
    to.put(fields.bytes(), start, end - start);
  }

  private void putText(String text) {
    for (int i = 0; i < text.length(); i++) {
      to.put(FieldLine.octet(text.charAt(i)));
    }
  }

  private void putDecimal(long value) {
    int at = number.length;
    long rest = value;
    do {
      number[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    to.put(number, at, number.length - at);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
