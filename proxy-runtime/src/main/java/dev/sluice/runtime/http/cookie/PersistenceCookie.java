package dev.sluice.runtime.http.cookie;

import dev.sluice.runtime.http.forward.FieldLine;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The cookie of a backend: what it is called, and who makes it. In mode prefix servers do, and the
 * value of one gets a server's own value and {@code ~} in front on the way to the client, which are
 * taken off on the way back. In mode insert the proxy does. Immutable.
 */
public final class PersistenceCookie {

  /** Between the value of a server and that which the server gave the cookie. */
  static final byte PREFIX_END = '~';

  /** In mode insert HAProxy puts dates behind a value. */
  static final byte DATES = '|';

  private final byte[] name;
  private final Options options;

  /**
   * How it is used.
   *
   * @param prefix whether that is mode prefix; all others are for mode insert
   * @param indirect whether servers never see it
   * @param nocache whether caches are told not to keep a response that sets it
   * @param postonly whether it is set in answers to POST alone
   * @param preserve whether a server that sets one of this name wins
   * @param attributes what stands behind its value: {@code "; path=/"}
   */
  public record Options(
      boolean prefix,
      boolean indirect,
      boolean nocache,
      boolean postonly,
      boolean preserve,
      String attributes) {}

  /** A cookie of this name, a token. */
  public PersistenceCookie(String name, Options options) {
    this.name = name.getBytes(StandardCharsets.US_ASCII);
    this.options = options;
  }

  byte[] name() {
    return name;
  }

  Options options() {
    return options;
  }

  /** What ends the part of a value that names a server. */
  byte delimiter() {
    return options.prefix() ? PREFIX_END : DATES;
  }

  /**
   * What a server is called in it.
   *
   * @param value null for a server that has no value: to be sent there, a client is made to forget
   *     the cookie
   */
  public ServerCookie of(@Nullable String value) {
    String text = new String(name, StandardCharsets.US_ASCII) + "=";
    text += value == null ? "; Expires=Thu, 01-Jan-1970 00:00:01 GMT" : value;
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.US_ASCII);
    byte[] prefix = value == null ? null : (value + "~").getBytes(StandardCharsets.US_ASCII);
    return new ServerCookie(
        bytes, prefix, new FieldLine("Set-Cookie", text + options.attributes()));
  }
}
