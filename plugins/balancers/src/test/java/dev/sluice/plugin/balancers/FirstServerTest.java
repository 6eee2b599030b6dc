package dev.sluice.plugin.balancers;

import static dev.sluice.plugin.balancers.Picks.balancer;
import static dev.sluice.plugin.balancers.Picks.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.session.Server;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstServerTest {

  @Test
  void first_takesTheFirstServerThatIsUsable_whateverItsWeightAndLoad() {
    List<Server> servers = FakeServer.weighing(List.of(1, 256, 256));
    ((FakeServer) servers.get(0)).sessions = 1_000;
    assertThat(names(balancer("first"), servers, 3)).containsOnly("s0");
    assertThat(names(balancer("first"), servers.subList(1, 3), 3)).containsOnly("s1");
  }

  @Test
  void first_passesOverWeightZero_unlessAllHaveIt() {
    assertThat(names(balancer("first"), FakeServer.weighing(List.of(0, 1)), 1)).containsOnly("s1");
    assertThat(names(balancer("first"), FakeServer.weighing(List.of(0, 0)), 1)).containsOnly("s0");
  }
}
