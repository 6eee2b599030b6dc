package dev.sluice.plugin.balancers;

import dev.sluice.api.Balancer;
import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import java.util.List;

/**
 * The first server in the order of the configuration, and the next ones only while those before
 * them are down or full, as HAProxy's {@code first}. Weights do not count, but for 0.
 */
final class FirstServer implements Balancer {

  @Override
  public Server pick(List<Server> usable, SessionView session) {
    for (int i = 0; i < usable.size(); i++) {
      Server server = usable.get(i);
      if (server.effectiveWeight() > 0) {
        return server;
      }
    }
    return usable.getFirst();
  }
}
