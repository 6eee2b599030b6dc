package dev.sluice.distribution.strictness;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A list of cases while it is written down: templates, and what stands in them for {@code $}. */
final class Cases {

  private final List<Case> cases = new ArrayList<>();
  private String row = "";

  List<Case> list() {
    return List.copyOf(cases);
  }

  /** What follows are cases of this. */
  Cases row(String name) {
    row = name;
    return this;
  }

  /** A case for each value. */
  Cases each(String template, String... values) {
    Stream.of(values).map(value -> template.replace("$", value)).forEach(this::add);
    return this;
  }

  /** A case for each value in each template. */
  Cases each(List<String> templates, String... values) {
    templates.forEach(template -> each(template, values));
    return this;
  }

  /** Cases that are whole. */
  Cases add(String... texts) {
    Stream.of(texts).map(text -> new Case(row, text)).forEach(cases::add);
    return this;
  }

  /** Every byte that is no visible US-ASCII: 00 to 20, 7f to ff. */
  static String[] invisible() {
    return IntStream.range(0, 256)
        .filter(c -> c <= ' ' || c > '~')
        .mapToObj(c -> String.valueOf((char) c))
        .toArray(String[]::new);
  }

  /** Every control character, and a few from above US-ASCII. */
  static String[] controls() {
    return Stream.of(invisible())
        .filter(c -> c.charAt(0) <= 0x85 || c.charAt(0) == 0xa0 || c.charAt(0) == 0xff)
        .toArray(String[]::new);
  }

  /** Every visible character that is no letter and no digit. */
  static String[] punctuation() {
    return IntStream.rangeClosed('!', '~')
        .filter(c -> !Character.isLetterOrDigit(c) && c != '$')
        .mapToObj(c -> String.valueOf((char) c))
        .toArray(String[]::new);
  }
}
