package dev.sluice.api;

import dev.sluice.api.session.SessionView;

/**
 * Writes to the server before the client's first byte, for example a PROXY protocol header. Called
 * once for each connection to a server, on the session's event loop; must not block. One that
 * throws ends the session: a server must never get bytes without the header it expects.
 */
public interface Emitter {

  /** The bytes to send first; empty for none. The caller does not change them. */
  byte[] bytes(SessionView session);
}
