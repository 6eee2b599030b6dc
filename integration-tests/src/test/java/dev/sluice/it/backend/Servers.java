package dev.sluice.it.backend;

import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.StartException;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.TestProxy;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Configurations with one backend, {@code app}, and what the proxy knows of it. */
public final class Servers {

  private Servers() {}

  /** A server: {@code "s1": { "address": "...", "maxconn": 1 }}. */
  static String server(String name, String address, String further) {
    return "\"%s\": { \"address\": \"%s\" %s }"
        .formatted(name, address, further.isEmpty() ? "" : ", " + further);
  }

  /** As {@link #server(String, String, String)}. */
  static String server(String name, FakeServer server, String further) {
    return server(name, server.address(), further);
  }

  /**
   * A frontend {@code in} whose sessions all go to backend {@code app}.
   *
   * @param frontend further keys of the frontend, ending in a comma
   * @param backend further keys of the backend, ending in a comma
   */
  static String text(String frontend, String backend, String... servers) {
    return """
    { "global": { "threads": 2 },
      "frontends": { "in": { "bind": "127.0.0.1:0", %s "default-backend": "app" } },
      "backends": { "app": { %s "balance": "roundrobin", "servers": { %s } } } }
    """
        .formatted(frontend, backend, Stream.of(servers).collect(Collectors.joining(", ")));
  }

  /** A proxy with {@link #text} that has no further keys of the frontend. */
  static TestProxy start(Sockets transport, String backend, String... servers)
      throws StartException {
    return TestProxy.start(transport, text("", backend, servers));
  }

  /** What is known of a server. */
  public static ServerState state(TestProxy proxy, String server) {
    return Objects.requireNonNull(proxy.proxy().backends().get("app")).servers().stream()
        .filter(each -> each.name().equals(server))
        .findFirst()
        .orElseThrow();
  }

  /** Waits until so many sessions wait. */
  public static void awaitQueue(TestProxy proxy, int size) {
    Awaitility.await()
        .atMost(FakeSocket.DEADLINE)
        .until(() -> state(proxy, "s1").backend().queue().size() == size);
  }
}
