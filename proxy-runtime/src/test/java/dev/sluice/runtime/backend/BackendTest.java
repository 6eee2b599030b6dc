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
            new ServerState.Settings(Admin.READY, 1, Limits.NONE, null, false)));
  }

  private Backend backend(List<LiveServer> servers, Balancer balancer) {
    return Backends.of(state, "web", servers, balancer);
  }

  /** What a session gets that has tried some in vain. */
  private static @Nullable LiveServer pick(Backend backend, Set<Server> failed) {
    return backend.pick(backend.servers().without(failed), SESSION);
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
    LiveServer picked = pick(backend, failed(failed));
    List<String> names = shown.getLast().stream().map(Server::name).toList();
    assertThat(picked).isNotNull().extracting(LiveServer::name).isEqualTo(names.getLast());
    return names;
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
      pick(backend, failed(missing));
    }
    pick(backend, Set.of());
    pick(backend, Set.of());
    assertThat(shown.get(2)).isSameAs(shown.get(0));
    assertThat(shown.get(3)).isSameAs(shown.get(1));
    assertThat(shown.get(5)).isSameAs(shown.get(4));
  }

  @Test
  void noServer_isNoneToPick() {
    assertThat(pick(watched(), Set.of())).isNull();
    assertThat(shown).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // a plugin may have been compiled without it
  void balancerThatPicksWhatItWasNotGiven_fails() {
    Backend none = backend(List.of(a, b), (usable, session) -> null);
    assertThatThrownBy(() -> pick(none, Set.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("it picked a server it was not given: null");
    Backend foreign = backend(List.of(a, b), (usable, session) -> c);
    assertThatThrownBy(() -> pick(foreign, Set.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("server 'c'");
    Backend stubborn = backend(List.of(a, b), (usable, session) -> a);
    assertThatThrownBy(() -> pick(stubborn, failed(a)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("server 'a'");
  }
}
