package dev.sluice.plugin.health.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The beginning of a body, as it comes: chunked, of a length, or to the end of the connection. */
final class HttpBody {

  private static final Pattern CHUNKED =
      Pattern.compile("(?im)^transfer-encoding:[ \\t]*chunked[ \\t]*\\r?$");
  private static final Pattern LENGTH =
      Pattern.compile("(?im)^content-length:[ \\t]*([0-9]{1,18})[ \\t]*\\r?$");
  private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,8})[ \\t]*(;.*)?");
  private static final int LINE_LIMIT = 256;

  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private final StringBuilder line = new StringBuilder();
  private final boolean chunked;

  /** How much is still to come of the body or its chunk. */
  private long left;

  private boolean inChunk;
  private boolean complete;
  private boolean malformed;

  private HttpBody(boolean chunked, long left) {
    this.chunked = chunked;
    this.left = left;
    this.complete = left == 0 && !chunked;
  }

  /** By the fields of a head. */
  static HttpBody of(String fields, boolean none) {
    Matcher length = LENGTH.matcher(fields);
    if (none) {
      return new HttpBody(false, 0);
    }
    if (CHUNKED.matcher(fields).find()) {
      return new HttpBody(true, 0);
    }
    return new HttpBody(false, length.find() ? Long.parseLong(length.group(1)) : Long.MAX_VALUE);
  }

  void add(byte[] bytes) {
    int at = 0;
    while (at < bytes.length && !complete && !malformed) {
      if (left > 0) {
        int taken = (int) Math.min(left, bytes.length - at);
        content.write(bytes, at, taken);
        left -= taken;
        at += taken;
        complete = left == 0 && !chunked;
      } else {
        framing((char) (bytes[at++] & 0xff));
      }
    }
  }

  /** A chunk's size, or the end of the line behind a chunk. */
  private void framing(char c) {
    if (c != '\n') {
      line.append(c);
      malformed = line.length() > LINE_LIMIT;
      return;
    }
    String text = line.toString().stripTrailing();
    line.setLength(0);
    if (inChunk) {
      inChunk = false;
      malformed = !text.isEmpty();
      return;
    }
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      malformed = true;
      return;
    }
    left = Long.parseLong(size.group(1), 16);
    inChunk = left > 0;
    complete = left == 0;
  }

  boolean complete() {
    return complete;
  }

  boolean malformed() {
    return malformed;
  }

  int size() {
    return content.size();
  }

  /** The first bytes of it as text. */
  String text(int most) {
    byte[] bytes = content.toByteArray();
    return new String(bytes, 0, Math.min(most, bytes.length), StandardCharsets.UTF_8);
  }
}
