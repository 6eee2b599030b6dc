package dev.sluice.plugin.balancers;

import com.google.auto.service.AutoService;
import dev.sluice.api.Balancer;
import dev.sluice.api.Factory;
import dev.sluice.api.Plugin;
import java.util.List;

/** Brings the balancers. */
@AutoService(Plugin.class)
public final class BalancersPlugin implements Plugin {

  @Override
  public String name() {
    return "balancers";
  }

  @Override
  public List<Factory<Balancer>> balancers() {
    return List.of(
        new BalancerFactory(
            "random", "The less loaded of two servers drawn by weight", TwoDraws::new),
        new BalancerFactory(
            "roundrobin", "Each server in turn, as often as its weight says", RoundRobin::new),
        new BalancerFactory(
            "leastconn",
            "The server with the fewest sessions relative to its weight; equal ones in turn",
            LeastConnections::new),
        new BalancerFactory(
            "first",
            "The first server, and the next ones only while those before them are down or full",
            FirstServer::new),
        new HashFactory());
  }
}
