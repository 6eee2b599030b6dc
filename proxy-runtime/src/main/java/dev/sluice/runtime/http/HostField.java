package dev.sluice.runtime.http;

import org.jspecify.annotations.Nullable;

/**
 * Reads the values of Host on one connection. A client asks for the same host again and again, so
 * the last one is remembered, and is neither copied nor parsed once more.
 */
final class HostField {

  private String text = "";
  private @Nullable Authority authority;

  /** What the value of a field names; null if that is no host. */
  @Nullable Authority read(FieldSection fields, int field) {
    if (authority != null
        && fields.isText(fields.valueStart(field), fields.valueEnd(field), text)) {
      return authority;
    }
    text = fields.value(field);
    authority = Authority.parse(text);
    return authority;
  }
}
