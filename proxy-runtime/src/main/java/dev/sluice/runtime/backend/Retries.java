package dev.sluice.runtime.backend;

import dev.sluice.api.session.Server;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The further attempts of a session to connect, and the servers they pass over. Made when the first
 * attempt has failed; confined to the session's loop.
 */
final class Retries {

  private final Backend backend;
  private final Set<Server> failed = Collections.newSetFromMap(new IdentityHashMap<>());
  private int count;

  /** None yet. */
  Retries(Backend backend) {
    this.backend = backend;
  }

  /** How many there have been. */
  int count() {
    return count;
  }

  /** The servers that were tried in vain, by identity; never all that take sessions. */
  Set<Server> failed() {
    return failed;
  }

  /** One more attempt is made; false if none is left. */
  boolean next() {
    if (count >= backend.attempts().retries()) {
      return false;
    }
    count++;
    backend.state().retried();
    return true;
  }

  /**
   * Whether this attempt goes to another server, which passes over the one before.
   *
   * @param belongs whether the session belongs to the server that was tried
   */
  boolean elsewhere(LiveServer tried, boolean belongs) {
    if (!backend.attempts().redispatch()) {
      return false;
    }
    boolean stays = belongs && tried.state().reachable() && count < backend.attempts().retries();
    if (stays || !backend.servers().othersThan(tried)) {
      return false;
    }
    failed.add(tried);
    if (failed.containsAll(backend.servers().usable())) {
      failed.clear();
    }
    return true;
  }
}
