package dev.sluice.runtime.http;

import java.util.Arrays;

/** What the Connection and Upgrade fields of a head ask for (RFC 9110 sections 7.6.1 and 7.8). */
public final class ConnectionOptions {

  private static final int[] NONE = {};
  private static final ConnectionOptions WITHOUT = new ConnectionOptions(false, false);
  private static final ConnectionOptions KEEP_ALIVE = new ConnectionOptions(false, true);
  private static final ConnectionOptions CLOSE = new ConnectionOptions(true, false);

  private final FieldSection fields;
  private boolean close;
  private boolean keepAlive;
  private boolean upgrade;

  // Starts and ends of the other options, so that looking for a field among thousands is quick.
  private int[] others = NONE;
  private int count;

  /** Reads the options of a head; most have none, or just say whether it ends. */
  public static ConnectionOptions of(FieldSection fields) {
    int field = fields.only("connection");
    if (field == FieldSection.NONE) {
      return WITHOUT;
    }
    if (field != FieldSection.SEVERAL) {
      int start = fields.valueStart(field);
      int end = fields.valueEnd(field);
      if (fields.matches(start, end, "keep-alive")) {
        return KEEP_ALIVE;
      }
      if (fields.matches(start, end, "close")) {
        return CLOSE;
      }
    }
    return new ConnectionOptions(fields);
  }

  private ConnectionOptions(boolean close, boolean keepAlive) {
    this.fields = FieldSection.EMPTY;
    this.close = close;
    this.keepAlive = keepAlive;
  }

  private ConnectionOptions(FieldSection fields) {
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
        add(options.start(), options.end());
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
    for (int i = 0; i < count; i += 2) {
      if (fields.isNamed(field, others[i], others[i + 1])) {
        return true;
      }
    }
    return false;
  }

  private void add(int start, int end) {
    if (count == others.length) {
      others = Arrays.copyOf(others, Math.max(8, 2 * count));
    }
    others[count++] = start;
    others[count++] = end;
  }
}
