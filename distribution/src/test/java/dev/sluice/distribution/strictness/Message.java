package dev.sluice.distribution.strictness;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request or response that keeps the grammar.
 *
 * @param line the first line
 * @param fields the others of its head, in order
 * @param body without its framing
 */
record Message(String line, List<String> fields, String body) {

  // HAProxy writes names in lower case.
  private static final Pattern CASE = Pattern.compile("[Cc]ase: ?([0-9]+)");

  /** The case it is of; -1 if it does not say. */
  int number() {
    return number(String.join("\r\n", fields));
  }

  /** The case that a part of a message says it is of; -1 if it does not. */
  static int number(String part) {
    Matcher matcher = CASE.matcher(part);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  int status() {
    return Integer.parseInt(line.split(" ", 3)[1]);
  }

  /** What a server acts upon, in a few letters: {@code POST / 5}. */
  String shown() {
    String[] words = line.split(" ", 3);
    String target = words[1].length() > 30 ? words[1].substring(0, 30) + "..." : words[1];
    return words[0] + " " + target + (body.isEmpty() ? "" : " " + body.length());
  }
}
