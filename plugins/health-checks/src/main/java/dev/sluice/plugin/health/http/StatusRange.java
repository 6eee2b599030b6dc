package dev.sluice.plugin.health.http;

import dev.sluice.api.settings.BadValueException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statuses from one to another, both included. */
record StatusRange(int from, int to) {

  private static final Pattern FORM = Pattern.compile("([0-9]{3})(?:-([0-9]{3}))?");
  private static final int FIRST = 200;
  private static final int LAST = 599;

  static StatusRange parse(String text) throws BadValueException {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new BadValueException(
          "is not a status or a range of them (expected for example \"200\" or \"200-399\")");
    }
    int from = Integer.parseInt(matcher.group(1));
    int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
    if (from > to || from < FIRST || to > LAST) {
      throw new BadValueException(
          "is nothing that a response can have (expected statuses from 200 to 599, the lower one"
              + " first)");
    }
    return new StatusRange(from, to);
  }

  boolean holds(int status) {
    return status >= from && status <= to;
  }

  /** Whether none of them comes with a body (RFC 9110 section 6.4.1). */
  boolean bodiless() {
    return from == to && (from == 204 || from == 304);
  }

  @Override
  public String toString() {
    return from == to ? String.valueOf(from) : from + "-" + to;
  }
}
