package dev.sluice.api.session;

/**
 * How a session ended, in HAProxy's two letters: who or what ended it, and what the session was
 * doing then. Upper case for an act, lower case for a timeout.
 *
 * @param cause {@code C} client, {@code S} server, {@code P} refused by the proxy, {@code R} out of
 *     resources, {@code I} internal error, {@code L} answered by the proxy itself, {@code D} the
 *     server went down, {@code K} killed by the operator, {@code c} client timeout, {@code s}
 *     server timeout, {@code -} normal
 * @param phase {@code R} waiting for the request (or hello), {@code Q} in the queue, {@code C}
 *     connecting, {@code H} waiting for response headers, {@code D} data, {@code L} sending the
 *     last data to the client, {@code T} tarpitted, {@code -} done
 */
public record Termination(char cause, char phase) {

  /** Both sides ended in order. */
  public static final Termination NORMAL = new Termination('-', '-');

  /** The two letters. */
  @Override
  public String toString() {
    return new String(new char[] {cause, phase});
  }
}
