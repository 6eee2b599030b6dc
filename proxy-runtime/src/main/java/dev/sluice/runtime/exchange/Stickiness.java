package dev.sluice.runtime.exchange;

import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.Connecting;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.cookie.PersistenceCookie;
import dev.sluice.runtime.http.cookie.RequestCookies;
import dev.sluice.runtime.http.cookie.ResponseCookies;
import dev.sluice.runtime.http.cookie.ServerCookie;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.http.response.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * One request to a backend that has a cookie: which server the client names by it, and what the
 * client is told in return. The letters are those of HAProxy's log.
 */
final class Stickiness implements RequestCookies.Seen {

  private final Backend backend;
  private final PersistenceCookie cookie;
  private final boolean ruled;
  private @Nullable LiveServer named;
  private char client = 'N';
  private char server = 'N';

  /**
   * Nothing is read yet.
   *
   * @param ruled whether a rule of the backend names the server, whatever the cookie says
   */
  Stickiness(Backend backend, PersistenceCookie cookie, boolean ruled) {
    this.backend = backend;
    this.cookie = cookie;
    this.ruled = ruled;
  }

  /** Reads the cookies of the request; returns what the server gets otherwise, in all. */
  FieldEdits request(Head head, FieldEdits before) {
    return RequestCookies.read(cookie, head.fields(), before, this);
  }

  @Override
  public void value(byte[] bytes, int start, int end) {
    if (ruled) {
      client = 'U';
      return;
    }
    if (client == 'V') {
      return;
    }
    LiveServer called = backend.calledInCookie(bytes, start, end);
    if (called == null) {
      client = client == 'D' ? 'D' : 'I';
    } else if (called.state().reachable()) {
      client = 'V';
      named = called;
    } else {
      client = 'D';
    }
  }

  /** The server that the client names; null if there is none that may be reached. */
  @Nullable LiveServer named() {
    return named;
  }

  /** What the client gets otherwise than the server has sent it, in all. */
  FieldEdits response(Head request, ResponseHead head, Connecting attempts, FieldEdits before) {
    LiveServer reached = attempts.server();
    ServerCookie called = reached == null ? null : reached.cookie();
    if (called == null) {
      return before;
    }
    ResponseCookies cookies = new ResponseCookies(cookie, called, head, before);
    if (!attempts.belongs()) {
      cookies.insert(called, request.method(), head);
    }
    server = cookies.done().letter();
    return cookies.edits();
  }

  /** The letter about the client's cookie, once the request is over. */
  @SuppressWarnings("ReferenceEquality") // equals would ask parts that plugins made
  char client(@Nullable Connecting attempts) {
    boolean elsewhere = client == 'V' && attempts != null && attempts.server() != named;
    return elsewhere ? 'D' : client;
  }

  /** The letter about the server's cookie. */
  char server() {
    return server;
  }
}
