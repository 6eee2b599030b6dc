package dev.sluice.runtime.net.dns;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Asks where names are. It never blocks and keeps nothing: every call asks anew. Answers come on an
 * event loop, always, after a bounded time. A future fails with an {@link java.io.IOException} that
 * says why there is no answer, also if the name does not exist.
 */
public interface Resolver extends AutoCloseable {

  /** The addresses of a host: at least one. */
  CompletableFuture<Found<Addresses>> addresses(String host);

  /** The targets of SRV records: at least one. */
  CompletableFuture<Found<List<Target>>> targets(String service);

  /** What is asked gets no answer any more. */
  @Override
  void close();
}
