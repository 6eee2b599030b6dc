package dev.sluice.runtime.http.cookie;

import dev.sluice.runtime.http.forward.FieldLine;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one server is called in the cookie of its backend. Immutable. */
public final class ServerCookie {

  private final byte @Nullable [] value;
  private final byte @Nullable [] prefix;
  private final FieldLine line;

  ServerCookie(byte @Nullable [] value, byte @Nullable [] prefix, FieldLine line) {
    this.value = value;
    this.prefix = prefix;
    this.line = line;
  }

  /** Whether it is called what stands between two indexes. */
  public boolean is(byte[] bytes, int start, int end) {
    return value != null && Arrays.equals(value, 0, value.length, bytes, start, end);
  }

  /** What is put before a server's own value; null for nothing. */
  byte @Nullable [] prefix() {
    return prefix;
  }

  /** The line that sets it. */
  FieldLine line() {
    return line;
  }
}
