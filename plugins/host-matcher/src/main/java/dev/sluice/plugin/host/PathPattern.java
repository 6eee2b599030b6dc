package dev.sluice.plugin.host;

import dev.sluice.api.settings.BadValueException;

/**
 * A path, or all paths below a folder: {@code /under/*} stands for {@code /under/} and whatever
 * begins so, not for {@code /under} itself. Paths are compared as they are sent, byte by byte.
 *
 * @param text the path, or the folder with its last slash
 * @param folder whether what begins with the text matches
 */
record PathPattern(String text, boolean folder) {

  private static final String EXPECTED = " (expected \"/exact\" or \"/under/*\")";

  /** Reads a pattern as the configuration writes it. */
  static PathPattern parse(String text) throws BadValueException {
    if (text.equals("*")) {
      return new PathPattern(text, false);
    }
    if (!text.startsWith("/")) {
      throw new BadValueException("does not begin with '/'" + EXPECTED);
    }
    boolean folder = text.endsWith("/*");
    String path = folder ? text.substring(0, text.length() - 1) : text;
    if (path.indexOf('*') >= 0) {
      throw new BadValueException("has a '*' that is not a whole last segment" + EXPECTED);
    }
    if (!path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '?' && c != '#' && c != '\\')) {
      throw new BadValueException(
          "holds a character that no path has: a query is not part of it, others are sent"
              + " percent-encoded"
              + EXPECTED);
    }
    if (hasDotSegment(path)) {
      throw new BadValueException("has a '.' or '..' segment, which is always refused" + EXPECTED);
    }
    return new PathPattern(path, folder);
  }

  private static boolean hasDotSegment(String path) {
    return (path + "/").contains("/./") || (path + "/").contains("/../");
  }

  /** Whether it stands for a path. */
  boolean matches(String path) {
    return folder ? path.startsWith(text) : path.equals(text);
  }
}
