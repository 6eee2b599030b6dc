package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real servers that are killed, stopped, or not to be reached, under load: no client ever sees a
 * failed attempt to connect while one of them is up, and nothing is sent twice that must not be.
 */
@Timeout(120)
class FailingServersIT {

  private static final int CLIENTS = 8;

  @TempDir private Path temp;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger ids = new AtomicInteger();
  private final ConcurrentMap<Integer, Integer> statuses = new ConcurrentHashMap<>();
  private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());

  private static String text(int in, SoleNginx a, SoleNginx b, SoleNginx c, FullBacklog hole) {
    return """
    {
      "defaults": { "mode": "http" },
      "frontends": { "in": { "bind": "127.0.0.1:%d", "default-backend": "app" } },
      "backends": { "app": {
        "balance": "roundrobin",
        "timeouts": { "connect": "300ms", "server": "1s", "check": "300ms" },
        "check": { "http": { "path": "/alive" }, "inter": "200ms", "rise": 1, "fall": 2 },
        "servers": {
          "a": { "address": "127.0.0.1:%d" }, "b": { "address": "127.0.0.1:%d" },
          "c": { "address": "127.0.0.1:%d" },
          "hole": { "address": "127.0.0.1:%d", "check": false } } } }
    }
    """
        .formatted(in, a.port(), b.port(), c.port(), hole.port());
  }

  @Test
  void serversThatFail_areNeverSeenByConnecting_norIsAnythingSentTwice() throws Exception {
    int in = Ports.free();
    Product product = Product.unpack(temp.resolve("product"));
    try (SoleNginx a = new SoleNginx(temp.resolve("a"), "a");
        SoleNginx b = new SoleNginx(temp.resolve("b"), "b");
        SoleNginx c = new SoleNginx(temp.resolve("c"), "c");
        FullBacklog hole = new FullBacklog()) {
      product.configure(text(in, a, b, c, hole));
      try (Started proxy = product.serve()) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(Thread.ofVirtual().start(() -> client(in)));
        }
        served(100);

        a.kill();
        proxy.awaitErr("server 'a' is DOWN");
        served(100);
        b.signal("STOP");
        proxy.awaitErr("server 'b' is DOWN");
        served(100);
        a.restart();
        proxy.awaitErr("server 'a' is UP");
        b.signal("CONT");
        proxy.awaitErr("server 'b' is UP");
        served(100);
        c.kill();
        proxy.awaitErr("server 'c' is DOWN");
        served(100);

        stop.set(true);
        for (Thread client : clients) {
          client.join();
        }
        assertThat(faults).isEmpty();
        assertThat(proxy.outLines())
            .as("log lines, statuses %s", statuses)
            .hasSizeGreaterThan(500)
            .noneMatch(line -> line.contains(" SC") || line.contains(" sC"));
        // Nobody can tell what a server that is killed or stopped has done with a request it has.
        assertThat(statuses.keySet()).contains(200).isSubsetOf(200, 502, 504);
        Map<String, Long> posts =
            Stream.of(a, b, c)
                .flatMap(server -> server.requests().stream())
                .filter(request -> request.startsWith("POST "))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(posts)
            .hasSizeGreaterThan(100)
            .allSatisfy((id, times) -> {
              assertThat(times).as(id).isEqualTo(1);
            });
      }
    }
  }

  /** Waits until so many more requests have been answered with 200. */
  private void served(int more) {
    int before = statuses.getOrDefault(200, 0);
    await()
        .atMost(Started.PATIENCE)
        .until(() -> statuses.getOrDefault(200, 0) >= before + more || !faults.isEmpty());
  }

  private void client(int port) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!stop.get()) {
        int id = ids.incrementAndGet();
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/?id=" + id));
        HttpResponse<String> response =
            client.send(
                id % 2 == 0
                    ? request.POST(BodyPublishers.ofString("body of " + id)).build()
                    : request.build(),
                BodyHandlers.ofString());
        statuses.merge(response.statusCode(), 1, Integer::sum);
      }
    } catch (Exception e) {
      faults.add(e);
    }
  }
}
