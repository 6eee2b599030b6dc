package dev.sluice.it.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.backend.BackendState;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.backend.ServerState.Admin;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;

/**
 * More requests than the servers take, while servers go and come in every way there is: no server
 * ever has more than its {@code maxconn}, every answer belongs to its request, and nobody waits in
 * a queue at the end.
 *
 * <p>{@code -Dsluice.saturation.requests=1000000} has it run longer.
 */
class SaturationTest {

  private static final long REQUESTS = Long.getLong("sluice.saturation.requests", 8_000);
  private static final int CLIENTS = 40;
  private static final int MAXCONN = 4;
  private static final long PAUSE_NANOS = 5_000_000;

  private final List<BusyServer> servers = new ArrayList<>();
  private final AtomicLong asked = new AtomicLong();
  private final Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();
  private long requests;
  private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());

  private String text() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < servers.size(); i++) {
      all.append(i == 0 ? "" : ", ")
          .append(
              "\"s%d\": { \"address\": \"%s\", \"maxconn\": %d }"
                  .formatted(i, servers.get(i).text(), MAXCONN));
    }
    return """
    { "global": { "threads": 2 },
      "defaults": { "mode": "http" },
      "frontends": { "in": { "bind": "127.0.0.1:0", "log": [], "default-backend": "app" } },
      "backends": { "app": { "balance": "roundrobin", "timeouts": { "queue": "10s" },
                             "servers": { %s } } } }
    """
        .formatted(all);
  }

  @EachTransport
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void noServer_hasMoreThanItsMaxconn_whoeverGoesAndComes(Sockets transport) throws Exception {
    boolean usual = transport == Sockets.SYSCALLS || transport == Sockets.EPOLL;
    requests = usual ? REQUESTS : REQUESTS / 4;
    for (int i = 0; i < 3; i++) {
      servers.add(new BusyServer());
    }
    try (TestProxy proxy = TestProxy.start(transport, text())) {
      long start = System.nanoTime();
      BackendState app = Objects.requireNonNull(proxy.proxy().backends().get("app"));
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Thread.ofVirtual().start(() -> client(proxy.port("in"))));
      }
      Thread flapping = Thread.ofVirtual().start(() -> flap(app));
      for (Thread client : clients) {
        client.join();
      }
      flapping.join();
      System.out.printf(
          "%s, %d s, answers %s, at once %s%n",
          transport,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
          answers,
          servers.stream().map(BusyServer::most).toList());
      assertThat(faults).isEmpty();
      assertThat(servers).allMatch(server -> server.most() == MAXCONN);
      assertThat(answers.keySet()).isSubsetOf(200, 502, 503);
      assertThat(count(200)).isGreaterThan(requests / 2);
      proxy.awaitNoSessions();
      assertThat(app.queue().size()).isZero();
      assertThat(app.sessions()).isZero();
      assertThat(app.servers()).hasSize(3).allMatch(server -> server.sessions() == 0);
    } finally {
      for (BusyServer server : servers) {
        server.close();
      }
    }
  }

  private long count(int status) {
    return answers.getOrDefault(status, new AtomicLong()).get();
  }

  private void client(int port) {
    try {
      while (asked.get() < requests) {
        try (Wire wire = Wire.connect(port)) {
          converse(wire);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      faults.add(e);
    }
  }

  private void converse(Wire wire) throws IOException {
    for (long id = asked.incrementAndGet(); id <= requests; id = asked.incrementAndGet()) {
      wire.send("GET / HTTP/1.1\r\nHost: a.test\r\nX-Id: " + id + "\r\n\r\n");
      Wire.Head head = Objects.requireNonNull(wire.head());
      String body =
          wire.text(Integer.parseInt(Objects.requireNonNull(head.field("content-length"))));
      answers.computeIfAbsent(head.status(), status -> new AtomicLong()).incrementAndGet();
      if (head.status() == 200) {
        assertThat(body).isEqualTo(Long.toString(id));
      }
      if (head.closes()) {
        return;
      }
    }
  }

  /** One server at a time, by a stop, by its check, or by the operator. */
  private void flap(BackendState app) {
    Random random = new Random(requests);
    List<ServerState> states = new ArrayList<>(app.servers());
    try {
      while (asked.get() < requests) {
        int which = random.nextInt(servers.size());
        ServerState state =
            states.stream()
                .filter(each -> each.name().equals("s" + which))
                .findFirst()
                .orElseThrow();
        switch (random.nextInt(4)) {
          case 0 -> {
            servers.get(which).stop();
            LockSupport.parkNanos(PAUSE_NANOS);
            servers.get(which).start();
          }
          case 1 -> {
            state.markDown("test");
            LockSupport.parkNanos(PAUSE_NANOS);
            state.markUp("test");
          }
          case 2 -> {
            state.admin(Admin.MAINT, "test");
            LockSupport.parkNanos(PAUSE_NANOS);
            state.admin(Admin.READY, "test");
          }
          default -> {
            state.admin(Admin.DRAIN, "test");
            LockSupport.parkNanos(PAUSE_NANOS);
            state.admin(Admin.READY, "test");
          }
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException | RuntimeException | Error e) {
      faults.add(e);
    }
  }
}
