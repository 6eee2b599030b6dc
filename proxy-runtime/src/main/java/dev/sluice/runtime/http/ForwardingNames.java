package dev.sluice.runtime.http;

/**
 * The fields by which proxies tell about a client: Forwarded (RFC 7239) and {@code X-Forwarded-*}.
 * Gateways to CGI-like interfaces read {@code _} as {@code -}, so a name with underscores is an
 * alias by which a client could say what only a proxy may.
 */
public final class ForwardingNames {

  private ForwardingNames() {}

  /** Whether a field is one of them, or an alias. */
  public static boolean tells(FieldSection fields, int field) {
    return switch (Octets.lower(fields.bytes()[fields.nameStart(field)])) {
      case 'x' -> fields.beginsAlias(field, "x-forwarded-");
      case 'f' -> fields.isNamed(field, "forwarded");
      default -> false;
    };
  }

  /** Whether a field is an alias. */
  public static boolean isAlias(FieldSection fields, int field) {
    if (!tells(fields, field)) {
      return false;
    }
    for (int i = fields.nameStart(field); i < fields.nameEnd(field); i++) {
      if (fields.bytes()[i] == '_') {
        return true;
      }
    }
    return false;
  }
}
