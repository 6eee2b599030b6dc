package dev.sluice.runtime.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.Balancer;
import dev.sluice.api.Emitter;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import dev.sluice.runtime.backend.ServerState.Admin;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackendTest {

  private static final class NoSession implements SessionView {
    @Override
    public long id() {
      return 1;
    }

    @Override
    public Client client() {
      throw new AssertionError("nobody asks");
    }

    @Override
    public @Nullable ClientHello clientHello() {
      return null;
    }

    @Override
    public @Nullable RequestHead requestHead() {
      return null;
    }

    @Override
    public String backend() {
      return "web";
    }

    @Override
    public @Nullable String route() {
      return null;
    }
  }

  /** A part of a server that must never be asked whether it is another's equal. */
  private static final class Touchy implements Emitter {
    @Override
    public byte[] bytes(SessionView session) {
      return new byte[0];
    }

    @Override
    public boolean equals(@Nullable Object other) {
      throw new AssertionError("a plugin's equals was called");
    }

    @Override
    public int hashCode() {
      throw new AssertionError("a plugin's hashCode was called");
    }
  }

  private static final SessionView SESSION = new NoSession();

  private final BackendState state = new ServerStates(server -> {}).backend("web");
  private final LiveServer a = server("a");
  private final LiveServer b = server("b");
  private final LiveServer c = server("c");
  private final List<List<Server>> shown = new ArrayList<>();

  private LiveServer server(String name) {
    return server(name, Limits.NONE);
  }

  private LiveServer server(String name, Limits limits) {
    InetSocketAddress address = new InetSocketAddress("192.0.2.1", 80);
    return new LiveServer(
        name,
        "web",
        false,
        List.of(new Touchy()),
        new Pooling(0, Duration.ofSeconds(1)),
        null,
        state.server(
            name,
            "192.0.2.1:80",
            address,
            new ServerState.Settings(Admin.READY, 1, limits, null, false)));
  }

  private Backend backend(List<LiveServer> servers, Balancer balancer) {
    return Backends.of(state, "web", servers, balancer);
  }

  /** What a session gets that has tried some in vain. */
  private static Choice choose(Backend backend, Set<Server> failed) {
    return backend.choose(null, failed, SESSION);
  }

  private Backend watched(LiveServer... servers) {
    return backend(
        List.of(servers),
        (usable, session) -> {
          shown.add(usable);
          return usable.getLast();
        });
  }

  private static Set<Server> failed(Server... servers) {
    Set<Server> failed = Collections.newSetFromMap(new IdentityHashMap<>());
    failed.addAll(List.of(servers));
    return failed;
  }

  /** The names of what the balancer is shown. */
  private List<String> shownWithout(Backend backend, Server... failed) {
    Choice choice = choose(backend, failed(failed));
    assertThat(choice).isSameAs(shown.getLast().getLast());
    return shown.getLast().stream().map(Server::name).toList();
  }

  @Test
  void failedServers_arePassedOver_whileThereAreOthers() {
    Backend backend = watched(a, b, c);
    assertThat(shownWithout(backend)).containsExactly("a", "b", "c");
    assertThat(shownWithout(backend, b)).containsExactly("a", "c");
    assertThat(shownWithout(backend, a, c)).containsExactly("b");
    assertThat(shownWithout(backend, a, b, c)).containsExactly("a", "b", "c");
    assertThat(shownWithout(watched(a), a)).containsExactly("a");
  }

  @Test
  void balancer_isShownTheSameList_asLongAsTheSameServerIsMissing() {
    Backend backend = watched(a, b, c);
    for (Server missing : List.of(a, b, a, b)) {
      choose(backend, failed(missing));
    }
    choose(backend, Set.of());
    choose(backend, Set.of());
    assertThat(shown.get(2)).isSameAs(shown.get(0));
    assertThat(shown.get(3)).isSameAs(shown.get(1));
    assertThat(shown.get(5)).isSameAs(shown.get(4));
  }

  @Test
  void noServer_isNoneToPick() {
    assertThat(choose(watched(), Set.of())).isSameAs(Choice.NO_SERVER);
    assertThat(shown).isEmpty();
  }

  @Test
  void fullServers_arePickedNoMore_thenAnyIsWaitedFor() {
    LiveServer one = server("one", new Limits(1, 0, 0));
    LiveServer two = server("two", new Limits(1, 0, 0));
    Backend backend = watched(one, two);
    assertThat(choose(backend, Set.of())).isSameAs(two);
    assertThat(choose(backend, Set.of())).isSameAs(one);
    assertThat(choose(backend, Set.of())).isSameAs(Choice.ANY);
    // When the third session came, the second pick would have been of a full one.
    assertThat(shown).hasSize(4);
    assertThat(List.of(one.sessions(), two.sessions())).containsOnly(1);
  }

  /** A balancer with a key for each session, and a rule or a cookie. */
  @Test
  void fullServer_isWaitedFor_byWhoBelongsThere() {
    LiveServer one = server("one", new Limits(1, 0, 0));
    Backend backend = backend(List.of(one, a), new Insistent());
    assertThat(choose(backend, Set.of())).isSameAs(one);
    assertThat(awaited(choose(backend, Set.of()))).isSameAs(one);
    assertThat(awaited(backend.choose(one, Set.of(), SESSION))).isSameAs(one);
    assertThat(backend.choose(a, Set.of(), SESSION)).isSameAs(a);
    assertThat(one.sessions()).isEqualTo(1);
  }

  private static @Nullable LiveServer awaited(Choice choice) {
    return ((Choice.Full) choice).only();
  }

  private static final class Insistent implements Balancer {
    @Override
    public boolean insists() {
      return true;
    }

    @Override
    public Server pick(List<Server> usable, SessionView session) {
      return usable.getFirst();
    }
  }

  @Test
  @SuppressWarnings("NullAway") // a plugin may have been compiled without it
  void balancerThatPicksWhatItWasNotGiven_fails() {
    Backend none = backend(List.of(a, b), (usable, session) -> null);
    assertThatThrownBy(() -> none.pick(List.of(a, b), SESSION))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("it picked a server it was not given: null");
    Backend foreign = backend(List.of(a, b), (usable, session) -> c);
    assertThatThrownBy(() -> foreign.pick(List.of(a, b), SESSION))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("server 'c'");
    Backend stubborn = backend(List.of(a, b), (usable, session) -> a);
    assertThat(choose(stubborn, failed(a))).isSameAs(Choice.BALANCER_FAILED);
    assertThatThrownBy(() -> stubborn.pick(List.of(b), SESSION))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("server 'a'");
  }
}
