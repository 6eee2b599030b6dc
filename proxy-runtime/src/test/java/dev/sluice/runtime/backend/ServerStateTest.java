package dev.sluice.runtime.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.runtime.backend.ServerState.Admin;
import dev.sluice.runtime.backend.ServerState.Settings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerStateTest {

  private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 80);

  private final List<ServerState> shutDown = new ArrayList<>();
  private final ServerStates states = new ServerStates(shutDown::add);
  private final BackendState backend = states.backend("web");

  private static Settings settings(Admin admin, int weight, Limits limits) {
    return new Settings(admin, weight, limits, null, false);
  }

  private ServerState server(String name, Settings settings) {
    return backend.server(name, "192.0.2.1:80", HERE, settings);
  }

  private ServerState server(Limits limits) {
    return server("s1", settings(Admin.READY, 1, limits));
  }

  private static int fill(ServerState server) {
    int taken = 0;
    while (taken < 100 && server.enter()) {
      taken++;
    }
    return taken;
  }

  @Test
  void slots_areAsManyAsMaxconn_andComeBack() {
    ServerState server = server(new Limits(3, 0, 0));
    assertThat(fill(server)).isEqualTo(3);
    assertThat(server.full()).isTrue();
    server.leave();
    assertThat(server.sessions()).isEqualTo(2);
    assertThat(fill(server)).isEqualTo(1);
    assertThat(fill(server("s2", settings(Admin.READY, 1, Limits.NONE)))).isEqualTo(100);
  }

  /** HAProxy: the limit slides from minconn to maxconn as the backend nears fullconn. */
  @Test
  void minconn_risesToMaxconn_asTheBackendFills() {
    ServerState server = server(new Limits(20, 5, 100));
    List<Integer> limits = new ArrayList<>();
    for (int load = 0; load <= 150; load++) {
      limits.add(new Limits(20, 5, 100).now(server));
      backend.enter();
    }
    assertThat(limits.subList(0, 30)).containsOnly(5, 5);
    assertThat(limits.get(50)).isEqualTo(10);
    assertThat(limits.get(99)).isEqualTo(19);
    assertThat(limits.subList(100, 151)).containsOnly(20);
    assertThat(limits).isSorted();
  }

  @Test
  void changes_areRemembered_withTheirReason_theLastTwenty() {
    ServerState server = server(Limits.NONE);
    for (int i = 0; i < 12; i++) {
      server.markDown("refused " + i);
      server.markDown("again");
      server.markUp("answers " + i);
    }
    assertThat(server.transitions()).hasSize(20);
    assertThat(server.transitions())
        .extracting(Transition::state, Transition::reason)
        .endsWith(tuple("DOWN", "refused 11"), tuple("UP", "answers 11"));
  }

  @Test
  void whoIsReachable_andWhoIsBalanced() {
    record Case(Admin admin, int weight, boolean up, boolean reachable, boolean balanced) {}
    for (Case each :
        List.of(
            new Case(Admin.READY, 1, true, true, true),
            new Case(Admin.READY, 0, true, true, false),
            new Case(Admin.DRAIN, 1, true, true, false),
            new Case(Admin.MAINT, 1, true, false, false),
            new Case(Admin.READY, 1, false, false, false),
            new Case(Admin.DRAIN, 1, false, false, false))) {
      ServerState server =
          server(each.toString(), settings(each.admin(), each.weight(), Limits.NONE));
      if (!each.up()) {
        server.markDown("test");
      }
      assertThat(server.reachable()).as("reachable %s", each).isEqualTo(each.reachable());
      assertThat(server.balanced()).as("balanced %s", each).isEqualTo(each.balanced());
    }
  }

  @Test
  void whatTheOperatorSaid_staysUntilTheConfigurationSaysSomethingElse() {
    Settings ready = settings(Admin.READY, 1, Limits.NONE);
    ServerState server = server("s1", ready);
    server.admin(Admin.MAINT, "the operator");
    server.weight(7);
    states.configure(Map.of(server, ready));
    assertThat(server.admin()).isEqualTo(Admin.MAINT);
    assertThat(server.weight()).isEqualTo(7);
    states.configure(Map.of(server, settings(Admin.DRAIN, 2, Limits.NONE)));
    assertThat(server.admin()).isEqualTo(Admin.DRAIN);
    assertThat(server.weight()).isEqualTo(2);
  }

  @Test
  void stateOfAServer_isThatOfItsNameAndAddress_alsoWhenItComesBack() {
    Settings ready = settings(Admin.READY, 1, Limits.NONE);
    ServerState server = server("s1", ready);
    server.markDown("refused");
    states.configure(Map.of());
    assertThat(states.backend("web").server("s1", "192.0.2.1:80", HERE, ready)).isSameAs(server);
    assertThat(states.backend("web").server("s1", "192.0.2.2:80", HERE, ready)).isNotSameAs(server);
  }

  @Test
  void serverOfAName_takesSessionsOnceItIsKnownWhereItIs() {
    Settings ready = settings(Admin.READY, 1, Limits.NONE);
    InetSocketAddress name = InetSocketAddress.createUnresolved("app.example", 80);
    ServerState server = backend.server("s1", "app.example:80", name, ready);
    assertThat(server.address()).isEqualTo(name);
    assertThat(server.reachable()).isFalse();
    assertThat(server.balanced()).isFalse();
    assertThat(server.awaited()).isTrue();

    server.unlocate("there is no such name");
    assertThat(server.awaited()).isFalse();

    int version = backend.version();
    server.locate(HERE);
    assertThat(server.address()).isEqualTo(HERE);
    assertThat(server.balanced()).isTrue();
    assertThat(server.moved()).isFalse();
    assertThat(backend.version()).isNotEqualTo(version);

    server.locate(new InetSocketAddress("192.0.2.2", 80));
    assertThat(server.moved()).isTrue();

    server.unlocate("its target is gone");
    assertThat(server.reachable()).isFalse();
    assertThat(server.awaited()).isFalse();
  }

  @Test
  void slowstart_beginsWhenItComesUp_withOneOfAnything() {
    ServerState server =
        server(
            "s1", new Settings(Admin.READY, 100, new Limits(50, 0, 0), Duration.ofHours(1), false));
    assertThat(server.effectiveWeight()).isEqualTo(1600);
    assertThat(server.ramped(50)).isEqualTo(50);
    server.markDown("refused");
    server.markUp("answers");
    assertThat(server.effectiveWeight()).isBetween(1, 100);
    assertThat(fill(server)).isEqualTo(1);
    states.configure(Map.of(server, settings(Admin.READY, 100, new Limits(50, 0, 0))));
    assertThat(server.effectiveWeight()).isEqualTo(1600);
    assertThat(server.slowstart().running()).isFalse();
  }

  @Test
  void sessionsOfAServerThatGoesDown_areEnded_onlyIfTheConfigurationSaysSo() {
    ServerState kept = server("kept", settings(Admin.READY, 1, Limits.NONE));
    @Nullable Duration none = null;
    ServerState cut = server("cut", new Settings(Admin.READY, 1, Limits.NONE, none, true));
    kept.markDown("refused");
    cut.markDown("refused");
    cut.markDown("refused");
    assertThat(shutDown).containsExactly(cut);
  }
}
