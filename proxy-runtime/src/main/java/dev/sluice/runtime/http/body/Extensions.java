package dev.sluice.runtime.http.body;

import dev.sluice.runtime.http.Octets;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of chunk extensions (RFC 9112 section 7.1.1), a byte at a time: {@code ;name}, {@code
 * ;name=token} or {@code ;name="quoted"}, any number of them, without white space around the parts.
 * Nothing is kept.
 */
final class Extensions {

  private enum State {
    NONE,
    NAME_START,
    NAME,
    VALUE_START,
    VALUE,
    QUOTED,
    ESCAPED,
    QUOTED_END
  }

  private State state = State.NONE;

  /** Before the first extension of a chunk. */
  void begin() {
    state = State.NONE;
  }

  /** Whether the line may end here. */
  boolean mayEnd() {
    return switch (state) {
      case NONE, NAME, VALUE, QUOTED_END -> true;
      case NAME_START, VALUE_START, QUOTED, ESCAPED -> false;
    };
  }

  /** Reads a byte; false if it must not stand here. */
  boolean accept(byte c) {
    State next =
        switch (state) {
          case NONE, QUOTED_END -> c == ';' ? State.NAME_START : null;
          case NAME_START -> Octets.isToken(c) ? State.NAME : null;
          case NAME -> c == '=' ? State.VALUE_START : afterToken(c, State.NAME);
          case VALUE_START -> c == '"' ? State.QUOTED : tokenOnly(c);
          case VALUE -> afterToken(c, State.VALUE);
          case QUOTED -> quoted(c);
          case ESCAPED -> isQuotable(c) ? State.QUOTED : null;
        };
    if (next == null) {
      return false;
    }
    state = next;
    return true;
  }

  private static @Nullable State tokenOnly(byte c) {
    return Octets.isToken(c) ? State.VALUE : null;
  }

  private static @Nullable State afterToken(byte c, State token) {
    if (c == ';') {
      return State.NAME_START;
    }
    return Octets.isToken(c) ? token : null;
  }

  private static @Nullable State quoted(byte c) {
    return switch (c) {
      case '"' -> State.QUOTED_END;
      case '\\' -> State.ESCAPED;
      default -> isQuotable(c) ? State.QUOTED : null;
    };
  }

  /** Not obs-text: there are readers who refuse it. */
  private static boolean isQuotable(byte c) {
    return c >= 0 && Octets.isValue(c);
  }
}
