package dev.sluice.runtime.http;

/** What the Connection and Upgrade fields of a head ask for (RFC 9110 sections 7.6.1 and 7.8). */
public final class ConnectionOptions {

  private final FieldSection fields;
  private boolean close;
  private boolean keepAlive;
  private boolean upgrade;
  private boolean others;

  /** Reads the options of a head. */
  public ConnectionOptions(FieldSection fields) {
    this.fields = fields;
    Elements options = new Elements(fields, "connection");
    while (options.next()) {
      if (options.is("close")) {
        close = true;
      } else if (options.is("keep-alive")) {
        keepAlive = true;
      } else if (options.is("upgrade")) {
        upgrade = true;
      } else {
        others = true;
      }
    }
  }

  /** Whether the connection may be used again, as far as the version and the options tell. */
  public boolean keepsAlive(int minorVersion) {
    return !close && (minorVersion > 0 || keepAlive);
  }

  /**
   * Whether another protocol is asked for or agreed on: by the option and by naming one that the
   * proxy lets pass. HTTP/1.0 has no upgrade.
   */
  public boolean upgrades(int minorVersion) {
    return upgrade && minorVersion > 0 && findProtocol(new Elements(fields, "upgrade"));
  }

  /**
   * Goes to the first protocol that is well-formed and is not HTTP/2, which would carry requests
   * past the proxy; false if there is none.
   */
  public static boolean findProtocol(Elements upgrade) {
    while (upgrade.next()) {
      if (upgrade.isProtocol() && !upgrade.is("h2c")) {
        return true;
      }
    }
    return false;
  }

  /** Whether an option other than close, keep-alive and upgrade names this field. */
  public boolean names(int field) {
    if (!others) {
      return false;
    }
    Elements options = new Elements(fields, "connection");
    while (options.next()) {
      if (fields.isNamed(field, options.start(), options.end())) {
        return true;
      }
    }
    return false;
  }
}
