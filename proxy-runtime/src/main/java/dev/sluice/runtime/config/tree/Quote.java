package dev.sluice.runtime.config.tree;

import java.util.HexFormat;

/** Texts of the configuration in messages: short, and in one line whatever they hold. */
public final class Quote {

  private static final int LONGEST = 80;

  private Quote() {}

  /** In quotes, cut if it is long. */
  public static String of(String text) {
    return '"' + shortened(text) + '"';
  }

  /** Cut if it is long. */
  static String shortened(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end) + "...";
  }

  /**
   * With escapes for whatever could break a line or be taken for something else: control and format
   * characters (which turn the direction of text) and halves of surrogate pairs.
   */
  static String printable(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          if (isPrintable(c)) {
            line.appendCodePoint(c);
          } else {
            line.append("\\u").append(HexFormat.of().toHexDigits(c, c > 0xffff ? 6 : 4));
          }
        });
    return line.toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
