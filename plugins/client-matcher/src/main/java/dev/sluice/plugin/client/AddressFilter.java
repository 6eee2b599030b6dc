package dev.sluice.plugin.client;

import dev.sluice.api.Filter;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Client;
import io.vertx.core.Future;

/**
 * Refuses clients by their address, as soon as they connect.
 *
 * @param addresses what a client's address is looked up in
 * @param allowing whether those found are the ones that may connect
 * @param refusal the verdict for the others
 */
record AddressFilter(AddressSet addresses, boolean allowing, Future<Verdict> refusal)
    implements Filter {

  @Override
  public Future<Verdict> onAccept(Client client) {
    return addresses.contains(client.address()) == allowing ? Verdict.ALLOWED : refusal;
  }
}
