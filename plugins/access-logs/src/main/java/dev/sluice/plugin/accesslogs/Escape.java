package dev.sluice.plugin.accesslogs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/** Keeps a line one line and its fields apart; what does not fit becomes {@code #XX} per byte. */
final class Escape {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Escape() {}

  /** Appends a field: printable ASCII without what separates or quotes in HAProxy's formats. */
  static void word(StringBuilder line, String word) {
    append(line, word, '!');
  }

  /** Appends a field in quotes, which may hold blanks. */
  static void quoted(StringBuilder line, String text) {
    append(line.append('"'), text, ' ');
    line.append('"');
  }

  private static void append(StringBuilder line, String text, char first) {
    for (int i = 0; i < text.length(); i++) {
      if (!plain(text.charAt(i), first)) {
        slowly(line, text, first);
        return;
      }
    }
    line.append(text);
  }

  private static boolean plain(int c, char first) {
    return c >= first && c < 0x7f && c != '"' && c != '#';
  }

  private static void slowly(StringBuilder line, String text, char first) {
    text.codePoints()
        .forEach(c -> {
          if (plain(c, first)) {
            line.append((char) c);
          } else {
            hex(line, c);
          }
        });
  }

  /** The line itself if it is safe, which is the rule: formats have escaped what clients sent. */
  static String line(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (control(line.charAt(i))) {
        StringBuilder safe = new StringBuilder(line.length() + 16);
        line.codePoints()
            .forEach(c -> {
              if (control(c)) {
                hex(safe, c);
              } else {
                safe.appendCodePoint(c);
              }
            });
        return safe.toString();
      }
    }
    return line;
  }

  /** What ends a line for some reader or controls a terminal: C0, DEL, C1, U+2028 and U+2029. */
  private static boolean control(int c) {
    return c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
  }

  private static void hex(StringBuilder line, int codePoint) {
    for (byte b : Character.toString(codePoint).getBytes(UTF_8)) {
      line.append('#').append(HEX.toHexDigits(b));
    }
  }
}
