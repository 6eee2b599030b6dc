package dev.sluice.runtime.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.backend.ServerState.Admin;
import dev.sluice.runtime.backend.ServerState.Settings;
import dev.sluice.runtime.net.Loop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who leaves the queue when, and how they hear of it. */
class QueueTest {

  private static final class Waiting implements Queue.Waiter {

    private final String name;
    private final Loop loop;
    private final Servers servers;
    private final List<String> told;
    private int asked;

    Waiting(String name, Loop loop, Servers servers, List<String> told) {
      this.name = name;
      this.loop = loop;
      this.servers = servers;
      this.told = told;
    }

    @Override
    public Loop loop() {
      asked++;
      return loop;
    }

    @Override
    public Servers servers() {
      asked++;
      return servers;
    }

    @Override
    public void granted(LiveServer server) {
      told.add(name + " has " + server.name());
    }

    @Override
    public void lost() {
      told.add(name + " is lost");
    }
  }

  private final ServerStates states = new ServerStates(server -> {});
  private final BackendState backend = states.backend("web");
  private final Queue queue = backend.queue();
  private final ManualLoop loop = new ManualLoop();
  private final List<String> told = new ArrayList<>();

  private static Settings settings(int maxconn, @Nullable Duration slowstart) {
    return new Settings(Admin.READY, 1, new Limits(maxconn, 0, 0), slowstart, false);
  }

  private LiveServer server(String name, boolean backup, Settings settings) {
    InetSocketAddress address = new InetSocketAddress("192.0.2.1", 80);
    return new LiveServer(
        name,
        "web",
        backup,
        List.of(),
        new Pooling(0, Duration.ofSeconds(1)),
        null,
        backend.server(name, "192.0.2.1:80", address, settings));
  }

  /** One that has as many sessions as it takes. */
  private LiveServer full(String name, int maxconn) {
    LiveServer server = server(name, false, settings(maxconn, null));
    assertThat(fill(server, maxconn)).isEqualTo(maxconn);
    return server;
  }

  /** How many of so many sessions it took. */
  private static int fill(LiveServer server, int sessions) {
    int taken = 0;
    while (taken < sessions && server.enter()) {
      taken++;
    }
    return taken;
  }

  private Servers generation(LiveServer... servers) {
    return new Servers(List.of(servers), backend);
  }

  private Waiting waiting(String name, Servers servers) {
    return new Waiting(name, loop, servers, told);
  }

  private int add(String name, Servers servers, @Nullable LiveServer only) {
    return queue.add(waiting(name, servers), only);
  }

  /** What has been told since the last call. */
  private List<String> told() {
    loop.run();
    List<String> taken = List.copyOf(told);
    told.clear();
    return taken;
  }

  @Test
  void slot_goesToWhoeverHasWaitedLongest_forThisServerOrForAny() {
    LiveServer s1 = full("s1", 1);
    LiveServer s2 = full("s2", 1);
    Servers servers = generation(s1, s2);
    assertThat(add("a", servers, null)).isZero();
    assertThat(add("b", servers, s1)).isZero();
    assertThat(add("c", servers, s1)).isEqualTo(1);
    assertThat(add("d", servers, null)).isEqualTo(1);
    assertThat(told()).isEmpty();
    for (String next : List.of("a has s1", "b has s1", "c has s1", "d has s1")) {
      s1.leave();
      assertThat(told()).containsExactly(next);
      assertThat(s1.sessions()).isEqualTo(1);
    }
    assertThat(queue.size()).isZero();
    assertThat(queue.sizeForAny()).isZero();
  }

  @Test
  void whoHasLeft_getsNothing_andIsInNobodysWay() {
    LiveServer s1 = full("s1", 1);
    Servers servers = generation(s1);
    Waiting first = waiting("a", servers);
    queue.add(first, null);
    add("b", servers, null);
    assertThat(queue.remove(first)).isTrue();
    assertThat(queue.remove(first)).isFalse();
    s1.leave();
    assertThat(told()).containsExactly("b has s1");
  }

  @Test
  void whoIsAboutToHear_cannotLeaveAnyMore() {
    LiveServer s1 = full("s1", 1);
    Waiting first = waiting("a", generation(s1));
    queue.add(first, null);
    s1.leave();
    assertThat(queue.remove(first)).isFalse();
    assertThat(told()).containsExactly("a has s1");
  }

  @Test
  void generations_useTheirOwnServers_inOneOrder() {
    LiveServer s1 = full("s1", 1);
    LiveServer s2 = full("s2", 1);
    Servers before = generation(s1);
    Servers now = generation(s1, s2);
    add("a", before, null);
    add("b", now, null);
    assertThat(add("c", before, null)).isEqualTo(2);
    s2.leave();
    assertThat(told()).containsExactly("b has s2");
    s2.leave();
    assertThat(told()).isEmpty();
    add("d", now, null);
    assertThat(told()).containsExactly("d has s2");
    add("e", now, null);
    for (String next : List.of("a has s1", "c has s1", "e has s1")) {
      s1.leave();
      assertThat(told()).containsExactly(next);
    }
  }

  /** A loop was woken, by a system call, while everybody else waited for the lock. */
  @Test
  void loops_areWoken_withoutTheLock() {
    LiveServer s1 = full("s1", 1);
    Servers servers = generation(s1);
    List<Boolean> held = new ArrayList<>();
    loop.whenWoken(() -> held.add(Thread.holdsLock(queue)));
    add("a", servers, null);
    add("b", servers, s1);
    add("c", servers, null);
    s1.leave();
    s1.state().markDown("test");
    s1.state().unlocate("test");
    assertThat(told()).containsExactly("a has s1", "b is lost", "c is lost");
    assertThat(held).containsExactly(false, false, false);
  }

  /** Without the lock, whoever gives the second slot back may be the first to wake the loop. */
  @Test
  void order_isThatOfTheQueue_whoeverWakesTheLoopFirst() {
    LiveServer s1 = full("s1", 2);
    Servers servers = generation(s1);
    add("a", servers, null);
    add("b", servers, null);
    loop.whenWoken(() -> {
      loop.whenWoken(() -> {});
      s1.leave();
    });
    s1.leave();
    assertThat(told()).containsExactly("a has s1", "b has s1");
  }

  /** It waited until its timeout: the others were told before it was in the queue. */
  @Test
  void serverThatGoesDown_justBeforeSomebodyWaitsForIt_isWaitedForByNobody() {
    LiveServer s1 = full("s1", 1);
    s1.state().markDown("test");
    add("a", generation(s1), s1);
    assertThat(told()).containsExactly("a is lost");
    assertThat(queue.size()).isZero();
  }

  @Test
  void slotThatComesFree_justBeforeSomebodyWaits_isNotLost() {
    LiveServer s1 = full("s1", 1);
    s1.leave();
    add("a", generation(s1), null);
    assertThat(told()).containsExactly("a has s1");
  }

  /** Each session that left an idle backup looked at all who waited. */
  @Test
  void backupThatIsNotNeeded_doesNotLookAtThoseWhoWait() {
    LiveServer backup = server("backup", true, settings(0, null));
    Servers servers = generation(full("s1", 1), backup);
    List<Waiting> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Waiting next = waiting("w" + i, servers);
      queue.add(next, null);
      all.add(next);
    }
    assertThat(backup.enter()).isTrue();
    all.forEach(each -> each.asked = 0);
    backup.leave();
    assertThat(told()).isEmpty();
    assertThat(all).allMatch(each -> each.asked == 0);
  }

  /** What was thrown for the first one kept the other from being woken. */
  @Test
  void loopThatHasEnded_keepsNobodyFromBeingToldOnOthers() {
    LiveServer s1 = full("s1", 1);
    Servers servers = generation(s1);
    ManualLoop ended = new ManualLoop();
    queue.add(new Waiting("a", ended, servers, told), s1);
    add("b", servers, s1);
    ended.whenWoken(() -> {
      throw new RejectedExecutionException();
    });
    queue.closed(s1.state());
    assertThat(told()).containsExactly("b is lost");
  }

  /** Nobody who came and no one who left: those who waited were offered none of its slots. */
  @Test
  void serverThatComesUp_andHasSessionsOfBefore_offersItsSlotsAsTheyComeWithTime() {
    Settings slow = settings(50, Duration.ofHours(1));
    LiveServer s1 = server("s1", false, slow);
    assertThat(fill(s1, 2)).isEqualTo(2);
    LiveServer s2 = full("s2", 1);
    s1.state().markDown("test");
    add("a", generation(s1, s2), null);
    s1.state().markUp("test");
    loop.advance(Duration.ofSeconds(1));
    assertThat(told()).isEmpty();
    // As if the hour were over.
    states.configure(
        Map.of(s1.state(), settings(50, Duration.ofNanos(1)), s2.state(), settings(1, null)));
    loop.advance(Duration.ofSeconds(1));
    assertThat(told()).containsExactly("a has s1");
  }
}
