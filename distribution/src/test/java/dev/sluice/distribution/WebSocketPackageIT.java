package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The npm package ws at both ends, in mode http and by server name, for a minute or as many as
 * {@code -Dsluice.websocket.minutes} says, while the configuration changes all the time.
 */
class WebSocketPackageIT {

  private static final Duration LASTS =
      Duration.ofMinutes(Long.getLong("sluice.websocket.minutes", 1));

  /** Longer than client and server may be silent, and far shorter than what is the default. */
  private static final Duration TUNNEL = Duration.ofSeconds(15);

  private static final String NAME = "localhost";

  @TempDir private Path temp;
  private Product product;
  private Node node;
  private final List<Started> started = new ArrayList<>();
  private final int http = Ports.free();
  private final int https = Ports.free();
  private final int one = Ports.free();
  private final int two = Ports.free();
  private final int oneTls = Ports.free();
  private final int twoTls = Ports.free();

  @BeforeEach
  void prepare() throws Exception {
    node = Node.prepare("websocket", temp);
    product = Product.unpack(temp.resolve("product"));
    Certificate certificate = Certificate.make(temp, NAME);
    String file = certificate.file().toString();
    String key = certificate.key().toString();
    started.add(node.start("server.js", Integer.toString(one), "one"));
    started.add(node.start("server.js", Integer.toString(two), "two"));
    started.add(node.start("server.js", Integer.toString(oneTls), "one", file, key));
    started.add(node.start("server.js", Integer.toString(twoTls), "two", file, key));
    for (int port : List.of(one, two, oneTls, twoTls)) {
      Ports.awaitListening(port);
    }
  }

  @AfterEach
  void stop() {
    started.reversed().forEach(Started::close);
  }

  /** What the sessions go through; {@code server} is where new ones go. */
  private void configure(int server, int serverTls) throws IOException {
    product.configure(
        """
        {
          "defaults": { "timeouts": { "client": "2s", "server": "2s" } },
          "frontends": {
            "http-in": {
              "bind": "127.0.0.1:%d", "mode": "http", "timeouts": { "tunnel": "%ds" },
              "default-backend": "web"
            },
            "https-in": {
              "bind": "127.0.0.1:%d", "timeouts": { "tunnel": "%ds" },
              "routes": [ { "match": { "sni": "localhost" }, "backend": "web-tls" } ]
            }
          },
          "backends": {
            "web": { "mode": "http", "servers": { "s1": { "address": "127.0.0.1:%d" } } },
            "web-tls": { "servers": { "s1": { "address": "127.0.0.1:%d" } } }
          }
        }
        """
            .formatted(http, TUNNEL.toSeconds(), https, TUNNEL.toSeconds(), server, serverTls));
  }

  private String[] targets(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("http=ws://" + NAME + ":" + http);
    all.add("https=wss://" + NAME + ":" + https);
    return all.toArray(String[]::new);
  }

  @Test
  void sessions_carryMessagesBothWays_whileTheConfigurationChanges() throws Exception {
    configure(one, oneTls);
    try (Started proxy = product.serve();
        Started clients = node.start(targets("talk.js", Long.toString(LASTS.toSeconds())))) {
      clients.awaitOut("open");
      int generation = 1;
      // Well before the end, so that a machine that is slow with this still finds them talking.
      for (long tens = 10; tens < LASTS.toSeconds() - 10; tens += 10) {
        clients.awaitOut(tens + " s");
        generation++;
        boolean isTwo = generation % 2 == 0;
        configure(isTwo ? two : one, isTwo ? twoTls : oneTls);
        proxy.awaitErr("generation " + generation);
        String name = isTwo ? "two" : "one";
        assertThat(node.run(targets("greet.js")).text())
            .isEqualTo("http: welcome to " + name + "\nhttps: welcome to " + name + "\n");
      }
      assertThat(clients.awaitExit(Started.PATIENCE.multipliedBy(2)))
          .as(clients.outLines().toString())
          .isZero();
      assertTalked(clients);
      assertPaused(clients);
      assertCut(clients, proxy);
      assertCodes(clients);
    }
  }

  private static List<JsonObject> seen(Started by, Predicate<JsonObject> which) {
    return by.outLines().stream()
        .filter(line -> line.startsWith("{"))
        .map(JsonObject::new)
        .filter(which)
        .toList();
  }

  private static List<JsonObject> ofKind(Started clients, String kind) {
    return seen(clients, client -> client.getString("kind").equals(kind));
  }

  /** Of one session from the beginning to the end, as both ends tell it. */
  private void assertTalked(Started clients) {
    List<JsonObject> all =
        seen(clients, client -> List.of("plain", "deflate").contains(client.getString("kind")));
    assertThat(all).hasSize(4);
    for (JsonObject client : all) {
      String kind = client.getString("kind");
      boolean encrypted = client.getString("name").equals("https");
      Started server = started.get(encrypted ? 2 : 0);
      server.awaitOut("\"as\":\"/" + kind + "\"");
      JsonObject other =
          seen(server, session -> session.getString("as").equals("/" + kind)).getFirst();

      assertThat(client.getString("welcome")).isEqualTo("welcome to one");
      assertThat(client.getString("extensions"))
          .isEqualTo(kind.equals("deflate") ? "permessage-deflate" : "");
      assertThat(client.getInteger("back"))
          .as("messages, of which one in nine has 4 MB")
          .isGreaterThan(9)
          .isEqualTo(other.getInteger("messages"));
      assertThat(client.getInteger("ticks")).isPositive();
      assertThat(client.getInteger("pings")).isPositive();
      assertThat(client.getInteger("pongs")).isPositive().isEqualTo(other.getInteger("pings"));
      assertThat(other.getInteger("pongs")).isPositive();
      assertThat(client.getString("close")).isEqualTo("4321 goodbye");
      assertThat(other.getString("close")).isEqualTo("4321 goodbye");
    }
  }

  private static void assertPaused(Started clients) {
    assertThat(ofKind(clients, "pause"))
        .hasSize(2)
        .allSatisfy(client -> {
          assertThat(client.getInteger("back")).isGreaterThan(1);
          assertThat(client.getString("close")).startsWith("1000");
        });
  }

  private static void assertCut(Started clients, Started proxy) {
    assertThat(ofKind(clients, "silence"))
        .hasSize(2)
        .allSatisfy(client -> {
          assertThat(client.getString("close")).isEqualTo("1006 ");
          assertThat(client.getLong("lasted"))
              .isBetween(TUNNEL.toMillis(), TUNNEL.plus(Started.PATIENCE).toMillis());
        });
    // Either side may be the first to be found silent.
    awaitLine(proxy, ".* http-in web/s1 \\S+ 101 .* [cs]D-- .* \"GET /quiet HTTP/1\\.1\"");
    awaitLine(proxy, ".* https-in web-tls/s1 .* [cs]D .*");
  }

  private static void awaitLine(Started proxy, String pattern) {
    await()
        .atMost(Started.PATIENCE)
        .untilAsserted(() -> assertThat(proxy.outLines()).anyMatch(line -> line.matches(pattern)));
  }

  private static void assertCodes(Started clients) {
    assertThat(ofKind(clients, "codes"))
        .hasSize(2)
        .allSatisfy(client ->
            assertThat(client.getJsonArray("closes"))
                .containsExactly(
                    "1000 as you say",
                    "1001 as you say",
                    "1011 as you say",
                    "3000 as you say",
                    "4999 as you say",
                    "1006 "));
  }
}
