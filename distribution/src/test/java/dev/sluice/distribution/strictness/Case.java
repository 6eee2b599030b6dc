package dev.sluice.distribution.strictness;

import java.util.Locale;

/**
 * One input.
 *
 * @param row what it is a case of: {@code C26 Transfer-Encoding}
 * @param text the bytes, each a character; {@link #NUMBER} stands for the number of the case
 */
record Case(String row, String text) {

  /** By it a server knows which case a request is of, and another request it was not sent. */
  static final String NUMBER = "{n}";

  private static final int SHOWN = 140;

  String numbered(int number) {
    return text.replace(NUMBER, Integer.toString(number));
  }

  /** The bytes as one line of visible US-ASCII. */
  String shown() {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length() && line.length() < SHOWN; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\r' -> line.append("\\r");
        case '\n' -> line.append("\\n");
        case '\t' -> line.append("\\t");
        default ->
            line.append(c < ' ' || c > '~' ? String.format(Locale.ROOT, "\\x%02x", (int) c) : c);
      }
    }
    return text.length() > SHOWN ? line + "... (" + text.length() + " bytes)" : line.toString();
  }
}
