package dev.sluice.api;

import dev.sluice.api.session.Server;
import io.vertx.core.Future;

/**
 * Finds out whether a server works. When it is asked, how many results in a row change a server's
 * state and how long an answer may take belong to the runtime ({@code inter}, {@code rise}, {@code
 * fall}, {@code timeouts/check}).
 */
public interface Check {

  /**
   * Probes once. Called on an event loop, never twice at a time for one server; must not block. The
   * future succeeds if the server works; the message of its failure says in a few words why not.
   * The runtime stops waiting after the check timeout; the probe then ends on its own.
   */
  Future<Void> probe(Server server);
}
