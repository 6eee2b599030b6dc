package dev.sluice.api;

import dev.sluice.api.host.HostNames;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers whether a route fits a client, from the client's address and the first bytes it sent.
 *
 * <p>A matcher is pure: it keeps nothing between calls, and its answer depends on its arguments
 * alone. It is called on event loops, by several at once, must not block, and is called again each
 * time more bytes have come, until it answers {@link Answer#YES} or {@link Answer#NO}; then the
 * same client with more bytes must get the same answer. So the outcome never depends on how the
 * bytes were cut into packets. While {@link Preface#complete()} says that no more will come, {@link
 * Answer#MORE} counts as {@link Answer#NO}.
 *
 * <p>A matcher that throws or answers null refuses the session: an unclear answer must open neither
 * its own route nor one further down.
 */
public interface Matcher {

  /**
   * What the answer depends on. An empty set: the client alone ({@code src}), then a frontend
   * connects at once, which protocols need in which the server speaks first.
   */
  Set<Need> needs();

  /** The answer for what is known by now. */
  Answer match(Client client, Preface preface);

  /**
   * Whether a route with this matcher may take a client that does not speak TLS, on a frontend that
   * inspects TLS. Only a matcher that was asked for exactly that says yes ({@code "tls": false}).
   */
  default boolean takesPlaintext() {
    return false;
  }

  /**
   * The names this matcher stands for, if it does nothing but look a name up. The runtime then
   * answers whole runs of such routes from one index, at a cost that does not grow with their
   * number; {@link #match} must give the same answer.
   */
  default @Nullable HostNames names() {
    return null;
  }
}
