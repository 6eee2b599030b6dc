package dev.sluice.api.session;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a record has besides if it is about one request in HTTP mode. The names in brackets are
 * those of HAProxy's log format. Immutable.
 */
public interface RequestRecord {

  /** The request line as sent; null if no head could be read. A byte is a character. [r] */
  @Nullable String line();

  /**
   * The status of the response, also if only a part of it was sent. -1 if a request ended without
   * one. For a client that sent no request that could be read it is what this is called, 400 or
   * 408, whether the client could be told or was gone. [ST]
   */
  int status();

  /** When its first byte came. [tr] */
  Instant began();

  /** From its first byte to the end of its head; null if that never came. [TR] */
  @Nullable Duration headTime();

  /** From connecting to the head of the response; null if that never came. [Tr] */
  @Nullable Duration responseTime();

  /** From its first byte to the last of the response. [Ta] */
  Duration activeTime();

  /**
   * What the client's cookie said about the server: N there was none, V that server got the
   * request, D that server is down, I no server is called so, U a rule of the backend named another
   * one; - if the backend has no cookie. The third letter of [tsc].
   */
  default char clientCookie() {
    return '-';
  }

  /**
   * What was done with the cookie in the response: N nothing, I it was set, P the server's own was
   * kept, R the server's own got a prefix, D the server's own was taken out; - if the backend has
   * no cookie. The fourth letter of [tsc].
   */
  default char serverCookie() {
    return '-';
  }
}
