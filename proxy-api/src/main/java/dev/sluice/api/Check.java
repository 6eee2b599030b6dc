package dev.sluice.api;

import dev.sluice.api.session.Server;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a server works. When it is asked and how many results in a row change a
 * server's state belong to the runtime ({@code inter}, {@code rise}, {@code fall}). One instance
 * may be asked about several servers at once; it is closed, if it is {@link AutoCloseable}, when no
 * probe of it is under way any more.
 */
public interface Check {

  /**
   * Probes once. Called on an event loop, in its Vert.x context, never twice at a time for one
   * server; must not block. Connections begin with {@link Server#opening}.
   *
   * @param timeout how long the probe may take. By then it has closed what it opened; the runtime
   *     gives up a moment later, and then an answer is of no use any more
   * @return succeeds if the server works; the message of its failure says in a few words why not. A
   *     probe that throws or returns null has found nothing alive
   */
  Future<CheckResult> probe(Server server, Duration timeout);

  /**
   * Why this check can never pass for a server, whatever the server does; null if it may. Asked
   * while a configuration is read, which is then refused. The message goes on after the check's
   * word: {@code has no name to verify (expected "sni": the name of the certificate)}.
   */
  default @Nullable String neverPasses(Server server) {
    return null;
  }
}
