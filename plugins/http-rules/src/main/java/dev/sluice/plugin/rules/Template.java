package dev.sluice.plugin.rules;

import dev.sluice.api.session.Client;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.settings.BadValueException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with {@link Variable}s, written as in HAProxy's log formats: {@code %[src]}, and {@code
 * %%} for a percent sign. {@code %} before two hexadecimal digits is itself, as in URLs.
 *
 * @param text as the configuration writes it
 */
record Template(String text, List<Part> parts) {

  /** A piece of it: a variable, or a text that stands for itself. */
  private record Part(@Nullable Variable variable, String text) {}

  /** Reads one. */
  static Template parse(String text) throws BadValueException {
    if (!text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f))) {
      throw new BadValueException(
          "holds a line break or another character that no field has (expected visible ASCII)");
    }
    List<Part> parts = new ArrayList<>();
    StringBuilder fixed = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int next = text.indexOf('%', at);
      fixed.append(text, at, next < 0 ? text.length() : next);
      if (next < 0) {
        break;
      }
      if (text.startsWith("%[", next)) {
        add(parts, fixed);
        int end = text.indexOf(']', next);
        parts.add(new Part(variable(text.substring(next + 2, Math.max(end, next + 2))), ""));
        at = end + 1;
      } else if (text.startsWith("%%", next)) {
        fixed.append('%');
        at = next + 2;
      } else if (isEncoded(text, next)) {
        fixed.append('%');
        at = next + 1;
      } else {
        throw new BadValueException(
            "has a '%' that begins nothing known (expected \"%%\" for a percent sign, or "
                + Variable.all()
                + ")");
      }
    }
    add(parts, fixed);
    return new Template(text, List.copyOf(parts));
  }

  private static void add(List<Part> parts, StringBuilder fixed) {
    if (!fixed.isEmpty()) {
      parts.add(new Part(null, fixed.toString()));
      fixed.setLength(0);
    }
  }

  private static Variable variable(String word) throws BadValueException {
    Variable variable = Variable.find(word);
    if (variable == null) {
      throw new BadValueException("names nothing known (expected " + Variable.all() + ")");
    }
    return variable;
  }

  private static boolean isEncoded(String text, int percent) {
    return percent + 2 < text.length()
        && Character.digit(text.charAt(percent + 1), 16) >= 0
        && Character.digit(text.charAt(percent + 2), 16) >= 0;
  }

  /** Whether it says the same of every request. */
  boolean isFixed() {
    return parts.stream().allMatch(part -> part.variable == null);
  }

  /** Whether it holds a variable. */
  boolean names(Variable variable) {
    return parts.stream().anyMatch(part -> part.variable == variable);
  }

  /** What it says of every request; only if it {@link #isFixed}. */
  String fixed() {
    return parts.isEmpty() ? "" : parts.getFirst().text;
  }

  /** What it says of a request. */
  String of(Client client, RequestHead head, long id) {
    StringBuilder value = new StringBuilder();
    for (Part part : parts) {
      value.append(part.variable == null ? part.text : part.variable.of(client, head, id));
    }
    return value.toString();
  }
}
