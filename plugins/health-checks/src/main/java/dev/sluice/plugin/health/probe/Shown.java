package dev.sluice.plugin.health.probe;

import io.vertx.core.buffer.Buffer;

/** Bytes of a server, for people. */
public final class Shown {

  private static final int MOST = 24;

  private Shown() {}

  /** The first of them, in quotes. */
  public static String start(Buffer bytes) {
    StringBuilder text = new StringBuilder("'");
    for (int i = 0; i < Math.min(bytes.length(), MOST); i++) {
      int c = bytes.getByte(i) & 0xff;
      if (c >= ' ' && c < 0x7f) {
        text.append((char) c);
      } else {
        text.append("\\x%02x".formatted(c));
      }
    }
    return text.append(bytes.length() > MOST ? "...'" : "'").toString();
  }
}
