package dev.sluice.api.host;

import dev.sluice.api.settings.BadValueException;

/**
 * A host name, or a wildcard over host names: {@code *.b.example} stands for names with exactly one
 * more label, {@code **.b.example} for names with one or more. Neither stands for {@code b.example}
 * itself.
 *
 * @param kind which of the three
 * @param name the name in canonical form, without the wildcard
 */
public record HostPattern(Kind kind, String name) {

  /** What a pattern stands for. */
  public enum Kind {
    /** The name itself. */
    EXACT,
    /** Names with exactly one more label. */
    ONE_LABEL,
    /** Names with any number of more labels. */
    ANY_LABELS
  }

  /** Reads a pattern as the configuration writes it. */
  public static HostPattern parse(String text) throws BadValueException {
    if (text.startsWith("**.")) {
      return new HostPattern(Kind.ANY_LABELS, HostName.parse(text.substring(3)));
    }
    if (text.startsWith("*.")) {
      return new HostPattern(Kind.ONE_LABEL, HostName.parse(text.substring(2)));
    }
    return new HostPattern(Kind.EXACT, HostName.parse(text));
  }

  /** Whether it stands for a name, which must be in canonical form. */
  public boolean matches(String host) {
    if (kind == Kind.EXACT) {
      return host.equals(name);
    }
    int more = host.length() - name.length() - 1;
    return more > 0
        && host.endsWith(name)
        && host.charAt(more) == '.'
        && (kind == Kind.ANY_LABELS || host.indexOf('.') == more);
  }

  /** The pattern as the configuration writes it, in canonical form. */
  @Override
  public String toString() {
    return switch (kind) {
      case EXACT -> name;
      case ONE_LABEL -> "*." + name;
      case ANY_LABELS -> "**." + name;
    };
  }
}
